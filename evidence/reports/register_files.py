"""The register as a file: a workbook that people edit with ease, or a CSV that programs do."""

import csv
import io
import os
import secrets
from datetime import date
from pathlib import Path

from evidence.domain.register import DOCUMENTS, Book, columns_of
from evidence.domain.register_cells import Shown, guard
from evidence.errors import Invalid, Unavailable
from evidence.reports.register_workbook import workbook_bytes


def write_register(path: Path, book: Book) -> None:
    """Write the register as the ending of ``path`` says, whole or not at all.

    Raises ``Invalid`` for an ending that is neither .xlsx nor .csv, and for a folder that does not exist;
    ``Unavailable`` when the file cannot be written.
    """
    ending = path.suffix.casefold()
    if ending not in {".xlsx", ".csv"}:
        raise Invalid(
            f"A register is an Excel workbook or a CSV. Give {path.name} a name that ends in .xlsx or .csv.",
            details={"known": [".xlsx", ".csv"]},
        )
    if not path.parent.is_dir():
        raise Invalid(f"There is no folder {path.parent}. Make it, or choose another.")
    _put(path, workbook_bytes(book) if ending == ".xlsx" else _csv_bytes(book))


def _put(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written ({error.strerror}), so it was left as it was. Close it if it is open in "
            "Excel, and check the folder and its free space.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _csv_bytes(book: Book) -> bytes:
    columns = [column for column in columns_of(DOCUMENTS) if ".csv" in column.files]
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([column.header for column in columns])
    rows.writerows([_in_csv(line.cells.get(column.key)) for column in columns] for line in book.documents)
    # The mark tells Excel that it is UTF-8.
    return text.getvalue().encode("utf-8-sig", "replace")


def _in_csv(value: Shown) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return guard(value) if isinstance(value, str) else "" if value is None else str(value)
