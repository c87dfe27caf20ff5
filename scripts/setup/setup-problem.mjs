/** Something the person at the keyboard has to mend; its message says what and how, so no stack is shown. */
export class SetupProblem extends Error {
  name = 'SetupProblem';
}
