"""Reads events with the classes that quicktype made, and writes them again: lines of JSON in, lines of JSON out."""
import importlib
import json
import sys

for line in sys.stdin:
    name, event = json.loads(line)
    read = getattr(importlib.import_module(name), name)
    print(json.dumps(read.from_dict(event).to_dict()))
