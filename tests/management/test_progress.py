"""What a long command tells where nobody watches."""

from io import StringIO

from coalition.management.progress import show_progress


def test_a_log_gets_a_line_now_and_then_and_none_of_what_is_quickly_done() -> None:
    out = StringIO()
    assert list(show_progress([1, 2, 3], "redrawing", "line", out, every=0)) == [1, 2, 3]
    assert out.getvalue() == "redrawing: 1 of 3 lines\nredrawing: 2 of 3 lines\n"
    quick = StringIO()
    assert list(show_progress(iter("ab"), "storing", "article", quick, every=3600)) == ["a", "b"]
    assert quick.getvalue() == ""
