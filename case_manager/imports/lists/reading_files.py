"""A kept file as portions of rows: what it is and how it is read stands in its import."""

from collections.abc import Callable, Iterator

from case_manager.imports.fields.areas import Areas
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.files.rows import PORTION
from case_manager.imports.files.tables import open_table
from case_manager.imports.lists.beneficiaries import read_beneficiaries
from case_manager.imports.lists.payments import read_payments
from case_manager.imports.portions import Portion
from case_manager.imports.refusals import FileRefused
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Import
from case_manager.programmes import service as programmes_service
from case_manager.reference_data import read_areas
from case_manager.vocabulary import ImportKind


def reader_of(
    files: KeptFiles, keys: Keys, *, portion: int = PORTION
) -> Callable[[Import], Iterator[Portion]]:
    """What is to come is reckoned from the day on which the file came: read again, it says the
    same."""

    def read(row: Import) -> Iterator[Portion]:
        if not files.path(row.id).is_file():
            raise FileRefused("file_gone")
        table = open_table(files.path(row.id))
        today, catalogue = local_date(row.created_at), programmes_service.catalogue()
        if row.kind is ImportKind.PAYMENTS:
            return read_payments(
                table, row.mapping, today=today, catalogue=catalogue, keys=keys, portion=portion
            )
        return read_beneficiaries(
            table,
            row.mapping,
            today=today,
            catalogue=catalogue,
            areas=Areas(read_areas()),
            portion=portion,
        )

    return read
