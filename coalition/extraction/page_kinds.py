"""Which pages carry no article: errors, walls of consent and payment, shells, lists of links."""

import re

from lxml import html

# Letters of main text below which words of a wall or an error decide; with more, the page carries a
# text and has such words beside it, as most pages have.
SHORT = 800
SHORTEST = 40  # less than a sentence
MOSTLY_LINKS = 0.7  # share of a page's letters within links: front pages lie above, articles below
LONGEST_SENTENCE = 400  # letters for each end of a sentence; prose has about 100, menus have none
SENTENCE = re.compile(r"[.!?…。]['\"»”’)]?(?:\s|$)")

ERRORS = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:not found|forbidden|gone|error|unavailable)|page not found|not found"
    r"|access denied|forbidden|bad gateway|service unavailable|internal server error"
    r"|(?:seite|artikel) (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|accès refusé"
    r"|pagina non trovata|página no encontrada|nie znaleziono strony|strona nie istnieje"
    r"|сторінку не знайдено|страница не найдена|has been removed|no longer available",
    re.IGNORECASE,
)
ROBOTS = re.compile(
    r"just a moment|checking your browser|verify (?:that )?you are (?:a )?human|attention required|captcha"
    r"|unusual traffic|are you a robot|ddos protection",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"accept (?:all )?cookies|we (?:and our partners )?use cookies|cookie (?:policy|settings|consent)"
    r"|we value your privacy|before you continue|alle akzeptieren|cookies? (?:zu)?stimmen|zustimmen und weiter"
    r"|tout accepter|accepter et continuer|accetta (?:tutti|e continua)|aceptar (?:todo|y continuar)"
    r"|zaakceptuj|akceptuj[ęe]|прийняти (?:всі|усі)|принять все|файл(?:и|ы|ів|ов) cookie",
    re.IGNORECASE,
)
PAYWALL = re.compile(
    r"subscribe to (?:continue|read|keep|unlock)|subscribers? only|already a subscriber|to continue reading"
    r"|(?:register|sign up|log ?in|sign in) to (?:continue|read)|this article is for subscribers|start your free trial"
    r"|(?:jetzt|weiterlesen mit) .{0,20}abo|nur für abonnenten|als abonnent|weiterlesen mit"
    r"|réservé aux abonnés|abonnez-vous pour|il vous reste .{0,20}à lire"
    r"|riservato agli abbonati|abbonati per (?:continuare|leggere)|(?:exclusivo )?para suscriptores|suscríbete para"
    r"|tylko dla subskrybentów|dostęp(?:ne|ny) dla subskrybentów|wykup dostęp|лише для передплатників|передплатіть"
    r"|только для подписчиков|оформите подписку",
    re.IGNORECASE,
)
NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
NEEDS_PROGRAM = re.compile(
    r"(?:enable|requires?|turn on|activate) (?:java ?script|cookies)|java ?script (?:is )?(?:required|disabled)"
    r"|javascript (?:aktivieren|activer|attivare|activar)|activer javascript|увімкніть javascript|включите javascript",
    re.IGNORECASE,
)


def find_obstacle(tree: html.HtmlElement, text: str) -> str:
    """Why a page carries no article that could be read, as a sentence; empty where it carries one.

    `text` is what was taken for its main text. The tree is changed: scripts and styles go.
    """
    head = " ".join(" ".join(part.itertext()) for part in tree.iter("title", "h1"))[:1_000]
    statements = " ".join(tree.xpath("//script[@type='application/ld+json']/text()"))[:200_000]
    asides = " ".join(" ".join(part.itertext()) for part in tree.iter("noscript"))[:5_000]
    for part in list(tree.iter("script", "style", "template", "noscript")):
        part.drop_tree()
    seen = " ".join(tree.text_content()[:200_000].split())
    letters = count_letters(text)
    if letters < SHORT:
        # What stands around the text decides; a long text is read whatever stands around it.
        reason = _find_wall(head, seen, asides, statements)
        if reason:
            return reason
    if letters < SHORTEST:
        return "No article found in the page: too little text."
    sentences = len(SENTENCE.findall(text))
    if (letters < SHORT and not sentences) or (
        letters > LONGEST_SENTENCE * sentences and _is_mostly_links(tree)
    ):
        return "No article found in the page: it holds links, not sentences."
    return ""


def count_letters(text: str) -> int:
    """How many letters a text has."""
    return sum(map(str.isalpha, text))


def _find_wall(head: str, seen: str, asides: str, statements: str) -> str:
    if ROBOTS.search(head) or (ROBOTS.search(seen) and count_letters(seen) < SHORT):
        return "Not an article: the site asks for proof that a person is reading."
    if ERRORS.search(head) or (ERRORS.search(seen) and count_letters(seen) < 300):
        return "Not an article: an error page."
    if PAYWALL.search(seen) or NOT_FREE.search(statements):
        return "Not an article: the text lies behind a paywall, only its beginning is shown."
    if CONSENT.search(seen) and count_letters(seen) < 3 * SHORT:
        return "Not an article: a page that asks for consent to cookies."
    if NEEDS_PROGRAM.search(asides + seen) and count_letters(seen) < SHORT:
        return "No text found: the page is filled in by a program in the browser."
    return ""


def _is_mostly_links(tree: html.HtmlElement) -> bool:
    everything = count_letters(tree.text_content()[:200_000])
    linked = sum(count_letters(" ".join(link.itertext())) for link in list(tree.iter("a"))[:5_000])
    return everything > 0 and linked / everything > MOSTLY_LINKS
