from tests.trees import snapshot_of, write_tree

SECRET = "hunter2-hunter2-hunter2"


def test_text_is_whole_but_for_secrets(tmp_path, state):
    long = "x" * 1000
    content = f"a = 1\npassword = '{SECRET}'\nlong = '{long}'\n# see {SECRET}\n" + "y\n" * 30
    snapshot, batches = snapshot_of(write_tree(tmp_path / "tree", {"a.py": content}), state)
    text = snapshot.text_of("a.py", 2, 34)
    lines = text.split("\n")
    assert len(lines) == 33
    assert SECRET not in text
    assert lines[0].startswith("password = ")
    assert lines[1] == f"long = '{long}'"
    batches.cache.close()
