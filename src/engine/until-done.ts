export { untilDone } from '../linux/until-done.ts';
