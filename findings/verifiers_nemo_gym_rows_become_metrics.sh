#!/usr/bin/env bash
# verifiers 0.4.0, taskset `nemo_gym`: numbers of the data set's rows are recorded as metrics of the rollout.
#
# Guess: a rollout's metrics are what the resources server measured: its reward and the fields that it adds.
# Seen: NeMo Gym's servers echo the task row in the reply to /verify (their VerifyResponse is the request and more),
# and the taskset records every number and boolean of that reply as a metric. A row {"id": 7, "difficulty": 3,
# "held_out": true} gives the metrics id 7, difficulty 3 and held_out 1, averaged over the run beside the real ones.
# Needs python3.11 or later; the harness makes an environment of its own by uv. Fails when that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check verifiers==0.4.0 uv==0.13.9
cat >"$place/servers.py" <<'PY'
"""A model that says one word, and a resources server that echoes the row as NeMo Gym's do."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DELTA = {"role": "assistant", "content": "done"}
HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
CHUNKS = [
    {**HEAD, "choices": [{"index": 0, "delta": DELTA, "finish_reason": None}]},
    {**HEAD, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {**HEAD, "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}},
]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        kind = "application/json"
        if self.path.endswith("/chat/completions"):
            kind = "text/event-stream"
            reply = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in CHUNKS) + "data: [DONE]\n\n"
        elif self.path.endswith("/verify"):
            reply = json.dumps({**body, "reward": 1.0, "correct": True})
        else:
            reply = "{}"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(reply.encode())))
        self.end_headers()
        self.wfile.write(reply.encode())


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
PY
cat >"$place/rows.jsonl" <<'ROW'
{"id": 7, "difficulty": 3, "held_out": true, "responses_create_params": {"input": [{"role": "user", "content": "Say done."}], "tools": []}}
ROW
coproc SERVERS { "$place/venv/bin/python" "$place/servers.py"; }
read -r port <&"${SERVERS[0]}"
cat >"$place/eval.toml" <<TOML
model = "m"
push = false
output_dir = "$place/outputs"
[client]
base_url = "http://127.0.0.1:$port/v1"
[env.taskset]
id = "nemo_gym"
dataset = "$place/rows.jsonl"
[env.taskset.task]
resources_url = "http://127.0.0.1:$port"
[env.agent.harness]
id = "null"
[env.agent.runtime]
type = "subprocess"
TOML
PATH="$place/venv/bin:$PATH" "$place/venv/bin/vf-eval" @ "$place/eval.toml" --no-rich >"$place/log" 2>&1 ||
    { tail -5 "$place/log"; exit 1; }
"$place/venv/bin/python" - "$place/outputs" <<'PY'
import json
import pathlib
import sys

[file] = pathlib.Path(sys.argv[1]).rglob("traces.jsonl")
[trace] = json.loads(file.read_text().splitlines()[0])["traces"]
print("metrics:", trace["metrics"])
assert not trace["errors"], trace["errors"]
assert trace["metrics"] == {"id": 7.0, "difficulty": 3.0, "held_out": 1.0, "correct": 1.0}
PY
echo "as it was seen"
