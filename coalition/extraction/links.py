"""Addresses of pages: made absolute, safe and comparable, without what only follows readers around."""

import encodings.idna  # noqa: F401 - loaded with this module: cleaning a link then opens no file
import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from courlan import extract_domain

LONGEST = 2_000  # what browsers, proxies and sitemaps agree on is a little above
LONGEST_HOST = 253  # RFC 1035; also a bound on the time that names beyond ASCII take
PORTS = {"http": 80, "https": 443}
LINE_BREAKS = re.compile(r"[\t\r\n]")  # browsers drop them from addresses, feeds break lines there
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
WEB = re.compile(r"https?://", re.IGNORECASE)
SAFE = "/%:@!$&'()*+,;=~-._[]?#"
# Parameters that name a campaign, a click or a reader, never a page.
TRACKING_STARTS = ("utm_", "pk_", "piwik_", "matomo_", "mtm_", "hsa_", "oly_", "vero_")
_TRACKING = """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid ysclid twclid ttclid li_fat_id
    igshid igsh mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking s_cid s_kwcid wt_mc
    wt.mc_id wt_zmc ocid ncid cmpid cmp_id icid ito xtor xtref ftag feature_src fb_action_ids
    fb_action_types fb_ref fb_source action_object_map action_type_map action_ref_map guccounter
    guce_referrer guce_referrer_sig rb_clickid sr_share smid smtyp srnd taid trk trkcampaign spm
    soc_src soc_trk echobox mibextid _openstat openstat_service mc_cid mc_eid ns_mchannel
    ns_source ns_campaign ns_linkname wickedid _branch_match_id sc_campaign sc_channel
    sc_content sc_medium sc_outcome sc_geo sc_country at_medium at_campaign at_campaign_type
    at_custom1 at_custom2 at_custom3 at_custom4 at_format at_link_id at_link_origin at_link_type
    at_ptr_name at_bbc_team __twitter_impression phpsessid jsessionid aspsessionid cfid cftoken
    sessionid session_id"""
TRACKING = frozenset(_TRACKING.split())
SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/;?#]*", re.IGNORECASE)
HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
ADDRESS = re.compile(r"\[[0-9a-f:.]{2,45}\]")


def resolve_link(link: str, base: str = "") -> str:
    """`link` as an absolute http(s) address as its giver meant it, resolved against `base`.

    Empty where it is none: another scheme, credentials, control characters, a backslash (parsers
    disagree on the host), an impossible host or port, or longer than 2,000 characters. Whether the
    address may be connected to is the fetcher's question, not asked here.
    """
    link = LINE_BREAKS.sub("", link.strip())
    if not link or len(link) > LONGEST or FORBIDDEN.search(link):
        return ""
    if ANY_SCHEME.match(link) and not WEB.match(link):
        return ""
    try:
        parts = urlsplit(urljoin(base, link) if base else link)
        return _rebuild(parts)
    except ValueError:
        return ""


def clean_link(link: str, base: str = "") -> str:
    """The address under which a page is kept: as `resolve_link`, without fragment, tracking
    parameters and session ids. Order and case of what remains are kept, for they may matter."""
    resolved = resolve_link(link, base)
    if not resolved:
        return ""
    parts = urlsplit(resolved)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair)]
    path = SESSION_IN_PATH.sub("", parts.path) or "/"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # "#!": once meant a page
    return urlunsplit(parts._replace(path=path, query="&".join(kept), fragment=fragment))


def choose_canonical(page: str, declared: str) -> str:
    """The address for a page at `page` that declares `declared` as its canonical one.

    The declared one counts only on the same registered domain and where it is not the home page;
    otherwise the cleaned address of the page itself.
    """
    own, other = clean_link(page), clean_link(declared, page)
    if not other or not is_same_site(own, other) or _is_home(other):
        return own
    return other


def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses are on one registered domain; a host without one is its own site."""
    hosts = urlsplit(one).hostname, urlsplit(other).hostname
    domains = extract_domain(one), extract_domain(other)
    return hosts[0] == hosts[1] or (domains[0] is not None and domains[0] == domains[1])


def is_shared_domain(domain: str) -> bool:
    """Whether each name under a domain is a site of its own, as under co.uk and blogspot.com."""
    below = f"site.{domain}"
    return extract_domain(f"https://{below}") == below


def _is_home(link: str) -> bool:
    parts = urlsplit(link)
    return parts.path in ("", "/") and not parts.query


def _rebuild(parts: SplitResult) -> str:
    """The address from its checked parts; raises ValueError where one of them cannot be."""
    scheme = parts.scheme.lower()
    if scheme not in PORTS or "@" in parts.netloc or not parts.hostname:
        return ""
    host, port = _check_host(parts.netloc), parts.port
    if port == 0:
        return ""
    netloc = host if port in (None, PORTS[scheme]) else f"{host}:{port}"
    path, query, fragment = (
        quote(part, safe=SAFE) for part in (parts.path or "/", parts.query, parts.fragment)
    )
    return urlunsplit((scheme, netloc, path, query, fragment))


def _check_host(netloc: str) -> str:
    host = netloc.lower()
    if host.startswith("["):
        host = host[: host.find("]") + 1]
        if not ADDRESS.fullmatch(host):
            raise ValueError("no address")
        return host
    host = unquote(host.partition(":")[0]).removesuffix(".")
    if len(host) > LONGEST_HOST:
        raise ValueError("no host")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if len(host) > LONGEST_HOST or not HOST.fullmatch(host):
        raise ValueError("no host")
    return host


def _is_tracking(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in TRACKING or name.startswith(TRACKING_STARTS) or name.startswith("aspsessionid")
