# A slice of the matrix of scripts/record-matrix: each sender, and each backend, once. What arrives is what was sent, and what
# heloise recorded of it replays the same.
import itertools
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lib import matrix  # noqa: E402
from lib.house import BINARY, ROOT, Case  # noqa: E402

import record_matrix  # noqa: E402  (lib.house knows where scripts/lib is)

RECORDED = ROOT / "tests/transcripts/recorded"


class Matrix(Case):
    def check(self, sender, backend):
        if why := matrix.why_not([sender, backend]):
            self.skipTest(why)
        stand = matrix.Stand(backend, self.folder / backend)
        self.addCleanup(self._end_well, stand.front)
        self.addCleanup(stand.end)
        cell = stand.run(sender)
        self.assertTrue(cell.good, f"{cell}\n{stand.front.log()}")
        self.assertEqual(0, stand.end())
        self.assertEqual(cell.sent, len(cell.recordings), cell.recordings)
        done = subprocess.run([BINARY, "replay", stand.recordings], capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn(f"{len(set(stand.recordings.glob('*.smtp')))} played", done.stdout)


def add_test(sender, backend):
    name = f"test_{sender}_to_{backend}".replace("-", "_").replace(".", "_")
    setattr(Matrix, name, lambda self: self.check(sender, backend))


# There are more backends than senders: the first senders come twice.
assert len(matrix.BACKENDS) >= len(matrix.SENDERS)
for pair in zip(itertools.cycle(matrix.SENDERS), matrix.BACKENDS):
    add_test(*pair)


class Told(Case):
    """What tests/README.md and tests/transcripts/recorded hold of the whole matrix."""

    def test_the_table_has_every_sender_and_every_backend(self):
        text = (ROOT / "tests/README.md").read_text()
        told = text.partition("<!-- matrix -->")[2].partition("<!-- /matrix -->")[0]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("|")]
        self.assertEqual(["sender", *matrix.BACKENDS], rows[0])
        self.assertEqual(list(matrix.SENDERS), [row[0] for row in rows[2:]])
        for name in [*matrix.SENDERS, *matrix.BACKENDS]:
            self.assertTrue(name in matrix.backends.PROFILES or f"`{name}` " in told, f"the version of {name}")

    def test_every_cell_has_its_transcript(self):
        expected = {f"{sender}/{backend}.smtp" for sender in matrix.SENDERS for backend in matrix.BACKENDS}
        self.assertEqual(expected, {str(path.relative_to(RECORDED)) for path in RECORDED.rglob("*.smtp")})

    def test_no_transcript_tells_of_the_machine_where_it_was_recorded(self):
        self.assertTrue(record_matrix.PRIVATE.search("F> MAIL FROM:<root@sender.example>"))
        for path in RECORDED.rglob("*.smtp"):
            self.assertIsNone(record_matrix.PRIVATE.search(path.read_text()), path)
