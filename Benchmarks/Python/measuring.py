"""Times things and prints them as the Swift side does: a line of JSON for every measurement."""

import json
import struct
import time

import numpy as np


def seconds(body, repeats, least):
    """Seconds that one call takes, once a repeat; each repeat is a row of calls, after a warm-up as long."""
    body()
    count, begin = 0, time.perf_counter()
    while count == 0 or time.perf_counter() - begin < least:
        body()
        count += 1
    result = []
    for _ in range(repeats):
        begin = time.perf_counter()
        for _ in range(count):
            body()
        result.append((time.perf_counter() - begin) / count)
    return result


def report(name, values=(), text=None):
    print(json.dumps({"name": name, "values": list(values), "text": text}), flush=True)


def read_tensors(path):
    """The tensors of a safetensors file, which are all float32."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: np.frombuffer(data[entry["data_offsets"][0]:entry["data_offsets"][1]], "<f4").reshape(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"
    }
