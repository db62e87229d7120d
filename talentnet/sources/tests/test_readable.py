"""Conversion of HTML to readable text."""

import pytest

from talentnet.sources.readable import readable


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<h2>The <b>role</b></h2><p>Text</p>", "The role\n\nText"),
        ("<ul><li>One</li><li>Two<ul><li>In it</li></ul></li></ul>", "- One\n- Two\n  - In it"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ("<p>R&amp;D&nbsp;&mdash; 5 &lt; 6</p>", "R&D — 5 < 6"),
        ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;", "Fish & chips"),
        ("<p>a_b *c* #d 1. e</p>", "a_b *c* #d 1. e"),
        ("<p><strong>Bold</strong> and <em>light</em></p>", "Bold and light"),
        ("<table><tr><th>Pay</th><td>€50k</td></tr></table>", "Pay €50k"),
        ("<p>Wide   \n   text</p>", "Wide text"),
        ("<div><div><div>Deep</div></div></div>", "Deep"),
        ('<a href="https://a.example/x">Apply</a> now', "Apply (https://a.example/x) now"),
        ('<a href="https://a.example/">a.example</a>', "a.example"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ('<a href="javascript:alert(1)">Apply</a>', "Apply"),
        ('<a href="mailto:x@a.example">Mail</a>', "Mail"),
        ("<p>a <![ b</p>", "a <![ b"),
        ("<p>a <![if !supportLists]>b<![endif]></p>", "a b"),
        ("<p><?xml:namespace prefix = o /><o:p>a</o:p></p>", "a"),
        ("<![CDATA[<p>a</p><p>b</p>]]>", "a\n\nb"),
        ("<p>5<!-- -->%</p><!--> <p>a</p>", "5%\n\na"),
        ("<p>a &# b</p><p>&# c</p>", "a &# b\n\n&# c"),
        ('<ol start="3"><li>a</li><li></li><li>b</li></ol>', "3. a\n5. b"),
        ("<p>a</p><soup>b</soup>", "a\n\nb"),
    ],
)
def test_html_becomes_readable_text(given: str, text: str) -> None:
    assert readable(given) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x.example></SCRIPT>",
        "<style>p { color: red }</style>",
        "<!-- a comment -->",
        "<iframe src='//x.example'>x</iframe>",
        "<svg onload=alert(1)><text>x</text></svg>",
        "<img src=x onerror=alert(1) alt=x>",
        "<noscript>x</noscript>",
        "<template>x</template>",
        "<form><input value=x></form>",
    ],
)
def test_scripts_and_styles_are_left_out(hidden: str) -> None:
    assert readable(f"<p>Before</p>{hidden}<p>After</p>") == "Before\n\nAfter"


@pytest.mark.parametrize(
    "text",
    ["", "Two lines\nof text", "a < b && c > d", "std::vector<int>", "x &amp; y", "1 < 2 > 0"],
)
def test_plain_text_stays_unchanged(text: str) -> None:
    assert readable(text) == text


def test_escaped_markup_stays_text() -> None:
    """Pages show it escaped, so readers see the original characters."""
    assert readable("<p>Write &lt;script&gt; tags</p>") == "Write <script> tags"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<pre>\n" + " " * 60_000 + "x</pre>", ["x"]),
        ("&lt;" + " " * 60_000 + "!", ["<", "!"]),
        ("<p>x</p>" + "<a " * 30_000, ["x", *["<a"] * 30_000]),
        ("<p>x</p>" + "<!--" * 60_000, ["x"]),
    ],
)
def test_pathological_html_is_read_quickly(text: str, words: list[str]) -> None:
    """Each of these inputs once took quadratic time."""
    assert readable(text).replace("&lt;", "<").split() == words


def test_unclosed_tag_or_comment_is_text() -> None:
    assert readable("<p>a <b>b</b> <c d</p><p>e</p><!-- f <p>g</p>") == "a b <c d\n\ne"


def test_deeply_nested_html_is_read_without_structure() -> None:
    assert readable("<div>" * 5000 + "Deep" + "</div>" * 5000) == "Deep"


def test_characters_databases_refuse_are_removed() -> None:
    assert readable("<p>a\x00b</p>") == "ab"
