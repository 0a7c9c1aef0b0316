"""Compares YAML and JSON files of a folder: prints each place where PyYAML reads something else than the JSON says."""
import json
import sys

import yaml


def compare(read, wanted, place):
    if type(read) is not type(wanted):
        print(place, repr(read), repr(wanted))
    elif isinstance(wanted, dict):
        if list(read) != list(wanted):
            print(place, list(read), list(wanted))
        for key in wanted.keys() & read.keys():
            compare(read[key], wanted[key], f"{place}/{key}")
    elif isinstance(wanted, list):
        if len(read) != len(wanted):
            print(place, len(read), len(wanted))
        for index, (one, other) in enumerate(zip(read, wanted)):
            compare(one, other, f"{place}/{index}")
    elif read != wanted:
        print(place, repr(read), repr(wanted))


folder, *names = sys.argv[1:]
for name in names:
    with open(f"{folder}/{name}.yaml", encoding="utf8") as text, open(f"{folder}/{name}.json", encoding="utf8") as other:
        compare(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), json.load(other), f"{name}#")
