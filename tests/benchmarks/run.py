"""All benchmarks, one after another: `python tests/benchmarks/run.py`.

The exit code is 1 where one of them missed its target.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = ("startup.py", "capture.py", "session.py", "summary.py")


def main() -> int:
    """Run each in a process of its own, so that none warms the other."""
    missed = []
    for name in BENCHMARKS:
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, str(Path(__file__).with_name(name))], check=False)
        if done.returncode:
            missed.append(name)
    print(f"\nMissed: {', '.join(missed)}" if missed else "\nEvery target was met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
