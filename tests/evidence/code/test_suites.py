import pytest

from seatrial.evidence.code import suites
from seatrial.evidence.code.source import Source
from seatrial.grammars import grammar_of


def suite(language, text):
    source = Source(language, grammar_of("a", language), text.encode())
    return {t.name: (bool(t.checks), t.skip_line) for t in suites.tests_of(source)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it('a', () => { expect(f()).toBe(1); });", {"a": (True, 0)}),
        ("test('a', async () => { await f(); });", {"a": (True, 0)}),
        ("it('a', () => f());", {"a": (True, 0)}),
        ("it('a', helper);", {"a": (True, 0)}),
        ("it('a', () => {});", {"a": (False, 0)}),
        ("it('a', () => { expect(true).toBe(true); });", {"a": (False, 0)}),
        ("it('a', () => { f(); expect(true).toBe(true); });", {"a": (False, 0)}),
        ("it('a', () => { expect(f()).toBe(2); expect(true).toBe(true); });", {"a": (True, 0)}),
        ("it.skip('a', () => { f(); });", {"a": (True, 1)}),
        ("xit('a', () => { f(); });", {"a": (True, 1)}),
        ("\ndescribe.skip('g', () => {\n  it('a', () => { f(); });\n});", {"a": (True, 2)}),
        ("test('a', { skip: true }, () => { f(); });", {"a": (True, 1)}),
        ("test.todo('a');", {}),
        ("it('a');", {}),
        ("request(app).test('a', f); audit('a', f);", {}),
        ("describe('g', () => { it('a', () => { f(); }); });", {"a": (True, 0)}),
    ],
)
@pytest.mark.parametrize("language", ["javascript", "typescript"])
def test_tests_of_javascript(language, text, expected):
    assert suite(language, text) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("\tif f() != 1 { t.Fatal() }\n", (True, 0)),
        ("\tf()\n", (True, 0)),
        ("", (False, 0)),
        ("\tassert.True(t, true)\n", (False, 0)),
        ("\ta := []int{3, 1}\n\tsort.Ints(a)\n", (False, 0)),
        ("\ta := []int{3, 1}\n\tsort.Ints(a)\n\tif a[0] != 1 { t.Fatal() }\n", (True, 0)),
        ("\ta := f()\n\tsort.Ints(a)\n", (True, 0)),
        ("\ta := []Own{}\n\tsort.Sort(a)\n", (True, 0)),
        ("\tstore.Open()\n", (True, 0)),
        ('\tt.Skip("later")\n\tf(t)\n', (True, 4)),
        ('\tif short { t.Skip("slow") }\n\tf(t)\n', (True, 0)),
    ],
)
def test_tests_of_go(body, expected):
    start = 'package a; import ("sort"; "example.org/own/store")'
    text = f"{start}\n\nfunc TestX(t *testing.T) {{\n{body}}}\n\nfunc Tester(t *testing.T) {{}}\n"
    assert suite("go", text) == {"TestX": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A { @Test void a() { assertEquals(1, f()); } }", {"a": (True, 0)}),
        ("class A { @Test void a() { } void b() { } }", {"a": (False, 0)}),
        ("class A { @Test void a() { assertTrue(true); } }", {"a": (False, 0)}),
        ('class A {\n  @Disabled("slow") @Test void a() { f(); }\n}', {"a": (True, 2)}),
        ("@Ignore\nclass A { @Test void a() { f(); } }", {"a": (True, 1)}),
        ("class A { @TestOnly void a() { } }", {}),
    ],
)
def test_tests_of_java(text, expected):
    assert suite("java", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#[test]\nfn a() { assert_eq!(f(), 1); }", {"a": (True, 0)}),
        ("#[tokio::test]\nasync fn a() { f().await.unwrap(); }", {"a": (True, 0)}),
        ("#[cfg(test)]\nmod tests {\n  #[test]\n  fn a() {}\n}", {"a": (False, 0)}),
        ("#[test]\nfn a() { assert!(true); }", {"a": (False, 0)}),
        ("#[test]\n#[should_panic]\nfn a() {}", {"a": (True, 0)}),
        ("#[test]\n#[ignore]\nfn a() { f(); }", {"a": (True, 2)}),
        ('#[test]\n#[ignore = "needs a network"]\nfn a() { f(); }', {"a": (True, 0)}),
        ("#[test_helper]\nfn a() {}\nfn b() {}", {}),
    ],
)
def test_tests_of_rust(text, expected):
    assert suite("rust", text) == expected


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("javascript", "test.skip('a', () => { f(); });", ""),
        ("javascript", "// eslint -- Unreliable\ntest.skip('a', () => { f(); });", "Unreliable"),
        ("typescript", "// See x/issues/35\n// lint\ntest.skip('a', () => { f(); });", "issues/35"),
        ("javascript", "// Reads a file.\ntest.skip('a', () => { f(); });", ""),
        (
            "java",
            "class A { /** Fails: no double. */ @Test @Ignore void a() { f(); } }",
            "no double",
        ),
        ("java", 'class A { @Test @Ignore("later") void a() { f(); } }', "later"),
        ("java", "class A { /** Reads. */ @Test @Ignore void a() { f(); } }", ""),
    ],
)
def test_a_comment_above_tells_why_a_test_is_skipped(language, text, reason):
    source = Source(language, grammar_of("a", language), text.encode())
    (test,) = suites.tests_of(source)
    assert test.skip is not None
    assert reason in test.skip if reason else test.skip == ""
