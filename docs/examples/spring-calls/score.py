"""Make the call list of a day, from the model and the newest data.

    python score.py DAY [FOLDER]

Writes call_list.csv. If the data break a rule, it stops and leaves the last
list in place.
"""

import csv
import sys
from datetime import date
from pathlib import Path

from checks import broken
from model import call_list, load
from reading import read


def main(on: date, folder: Path) -> int:
    """Check, score, write."""
    data = read(folder)
    if faults := broken(data, on):
        print("\n".join(faults), file=sys.stderr)
        return 1
    entries = call_list(data, load(Path("model.json")), on)
    part = Path("call_list.part")
    with part.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["sales_person", "shop_id", "chance", "made_on"])
        writer.writerows(
            [person, shop, f"{chance:.3f}", on] for person, shop, chance in entries
        )
    part.replace("call_list.csv")
    return 0


if __name__ == "__main__":
    sys.exit(
        main(
            date.fromisoformat(sys.argv[1]),
            Path(sys.argv[2] if len(sys.argv) > 2 else "data"),
        )
    )
