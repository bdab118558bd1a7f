"""`manage.py remove_text`: the deed itself is tested in tests/test_removal.py."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coalition.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_text_is_removed_in_the_name_of_an_editor() -> None:
    stance, out = factories.make_stance(), StringIO()
    factories.make_editor("anna")
    number = str(stance.article_id)
    call_command("remove_text", number, "--notice", "By order.", "--by", "anna", stdout=out)
    assert out.getvalue() == f"The text of article {number} is removed.\n"
    article = Article.objects.get()
    assert (set(article.text), article.removal_notice) == ({"█"}, "By order.")


@pytest.mark.parametrize(
    ("article", "by", "words"),
    [("7", "anna", "There is no article 7."), ("7", "bob", "bob is no editor that we know.")],
)
def test_who_or_what_is_not_known_is_named(article: str, by: str, words: str) -> None:
    factories.make_editor("anna")
    with pytest.raises(CommandError, match=words):
        call_command("remove_text", article, "--notice", "By order.", "--by", by)
