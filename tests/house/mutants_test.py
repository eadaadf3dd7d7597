#!/usr/bin/env python3
# The table of mutants fits the source: one whose place has moved away would break nothing, and nobody would see it.
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))
import mutants as table  # noqa: E402


def mutant(old, new="other", name="one"):
    return table.Mutant(name=name, rule="a rule", file="proxy/a.cpp", old=old, new=new)


def stale(source, *mutants):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "proxy/a.cpp"
        path.parent.mkdir()
        path.write_text(source, encoding="utf-8")
        return table.stale(list(mutants), pathlib.Path(folder))


class Table(unittest.TestCase):
    def test_every_place_is_there_exactly_once(self):
        self.assertEqual([], table.stale(table.load()))

    def test_every_file_can_be_woven(self):
        by_file = {}
        for one in table.load():
            by_file.setdefault(one.file, []).append(one)
        for file, mutants in by_file.items():
            source = (ROOT / file).read_text(encoding="utf-8")
            woven = table.woven(mutants, source)
            for one in mutants:
                self.assertEqual(1, woven.count(f'::heloise::mutant("{one.name}")'), one.name)

    def test_every_mutant_says_what_it_breaks(self):
        self.assertEqual([], [one.name for one in table.load() if not one.rule.strip()])

    def test_a_hundred_are_the_least(self):
        self.assertGreaterEqual(len(table.load()), 100)


class Stale(unittest.TestCase):
    def test_a_place_that_is_gone_is_seen(self):
        self.assertEqual(1, len(stale("b();", mutant("a();"))))

    def test_a_place_that_is_not_the_only_one_is_seen(self):
        self.assertEqual(1, len(stale("a(); a();", mutant("a();"))))

    def test_a_file_that_is_gone_is_seen(self):
        self.assertEqual(1, len(table.stale([mutant("a();")], ROOT / "nowhere")))

    def test_a_name_given_twice_is_seen(self):
        self.assertEqual(1, len(stale("a(); b();", mutant("a();"), mutant("b();"))))

    def test_marks_are_not_part_of_the_place(self):
        self.assertEqual([], stale("if (a) b();", mutant("if («a») b();")))


class Weaving(unittest.TestCase):
    def test_a_statement_is_chosen_by_if(self):
        self.assertEqual('if (::heloise::mutant("one")) { c(); } else { a(); }', table.woven([mutant("a();", "c();")], "a();"))

    def test_an_expression_is_chosen_within_it(self):
        self.assertEqual('if ((::heloise::mutant("one") ? (c) : (a))) b();',
                         table.woven([mutant("if («a») b();", "c")], "if (a) b();"))

    def test_two_in_one_place_are_both_there(self):
        woven = table.woven([mutant("«a» b", "c"), mutant("«a» b", "d", "two")], "a b")
        self.assertEqual('(::heloise::mutant("two") ? (d) : ((::heloise::mutant("one") ? (c) : (a)))) b', woven)

    def test_places_that_overlap_are_refused(self):
        with self.assertRaises(ValueError):
            table.woven([mutant("a + b"), mutant("b + c", name="two")], "a + b + c")


if __name__ == "__main__":
    unittest.main()
