"""Runs what the prompt says where it sees nothing of the task: no network, no variables, no files but the interpreter."""

import os
import urllib.request

from sandbox import run

os.makedirs("work/session", exist_ok=True)
answer = run(os.environ["AGENT_PROMPT"], "work/session")
print(answer, flush=True)
place = f"http://{os.environ['DASHBOARD_HOST']}:{os.environ['DASHBOARD_PORT']}/"
urllib.request.urlopen(place, data=answer.encode(), timeout=10).read()
