"""The table that ``make faults`` writes."""

import re
from pathlib import Path

import pytest
from faults.results import NOT_RUN, Case, is_good, make_row, read_cases, read_rows, write_table
from faults.suites import SUITES

TESTS = Path(__file__).resolve().parents[1]
REPORT = """<testsuites><testsuite>
<testcase name="test_good"><properties><property name="figures" value="7 | kills"/></properties></testcase>
<testcase name="test_bad"><failure message="no"/></testcase>
<testcase name="test_absent[a]"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_tests_and_controls_of_a_suite_are_there(suite):
    code = "".join((TESTS / file).read_text(encoding="utf-8") for file in suite.files)
    missing = [control for control in suite.controls if not re.search(rf"^def {control}", code, re.MULTILINE)]
    assert missing == []


def test_every_test_of_faults_is_of_a_suite():
    files = {f"faults/{path.name}" for path in TESTS.glob("faults/test_*.py")} - {f"faults/{Path(__file__).name}"}
    assert files <= {file for suite in SUITES for file in suite.files}


def test_a_report_is_read(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert read_cases(tmp_path / "report.xml") == [
        Case("test_good", "passed", ("7 | kills",)),
        Case("test_bad", "failed", ()),
        Case("test_absent[a]", "skipped", ()),
    ]
    assert read_cases(tmp_path / "none.xml") == []


def test_a_suite_that_is_run_renews_its_row_and_leaves_the_others(tmp_path):
    path, (first, second, *others) = tmp_path / "RESULTS.md", SUITES
    control = Case(f"{first.controls[0]}_it", "passed", ("7 | kills",))
    write_table(path, SUITES, {first.name: make_row(first, [control], 3.2, 5)})
    write_table(path, SUITES, read_rows(path) | {second.name: make_row(second, [], 1, 6)})
    rows = read_rows(path)
    assert list(rows) == [suite.name for suite in SUITES]
    assert rows[first.name][2:6] == ["1 passed in 3 s", "7 / kills", f"`{first.controls[0]}…`: passed", "5"]
    assert rows[second.name][2:6] == ["did not start in 1 s", "none", f"`{second.controls[0]}…`: {NOT_RUN}", "6"]
    assert {rows[suite.name][2] for suite in others} == {NOT_RUN}
    assert [name for name, row in rows.items() if is_good(row)] == [first.name]
