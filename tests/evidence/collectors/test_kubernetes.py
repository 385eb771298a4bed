"""What is read of Kubernetes manifests and of Helm's templates."""

from seatrial.evidence.collectors import kubernetes
from tests.trees import survey_of

TEMPLATE = """\
{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "x.name" . }}
spec:
  template:
    spec:
      {{- with .Values.affinity }}
      hostNetwork: true
      {{- end }}
      {{- /* several
      hostPID: true
      lines */}}
      containers:
        - name: a
          image: "{{ .Values.image }}:1.2"
          securityContext:
            privileged: true
{{- end }}
"""


def test_what_a_template_says_in_plain_words_is_read_at_its_lines(tmp_path):
    survey = survey_of(tmp_path, {"chart/templates/d.yaml": TEMPLATE})

    (pod,) = kubernetes.templated_pods(survey)
    (container,) = pod.containers

    assert kubernetes.pods(survey) == []
    assert kubernetes.unread(survey) == (["chart/templates/d.yaml"], [])
    assert container.at("securityContext", "privileged").line == 19
    assert container.text("image") == "filled-in-later:1.2"


def test_what_stands_under_a_condition_or_in_a_comment_is_not_read(tmp_path):
    survey = survey_of(tmp_path, {"chart/templates/d.yaml": TEMPLATE})

    (pod,) = kubernetes.templated_pods(survey)

    assert pod.spec.keys() == ["containers"]


def test_each_kind_keeps_its_pod_elsewhere(tmp_path):
    pod = "containers: [{name: a, image: a}]"
    texts = {
        "Pod": f"spec: {{{pod}}}",
        "Deployment": f"spec: {{template: {{spec: {{{pod}}}}}}}",
        "CronJob": f"spec: {{jobTemplate: {{spec: {{template: {{spec: {{{pod}}}}}}}}}}}",
    }
    files = {f"{k}.yaml": f"apiVersion: v1\nkind: {k}\n{t}\n" for k, t in texts.items()}

    found = kubernetes.pods(survey_of(tmp_path, files))

    assert sorted((p.kind, len(p.containers)) for p in found) == [
        ("CronJob", 1),
        ("Deployment", 1),
        ("Pod", 1),
    ]


def test_manifests_of_tests_and_examples_are_left_out(tmp_path):
    text = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: a}]}\n"
    files = {"examples/p.yaml": text, "tests/p.yaml": text, "docs/p.yaml": text}

    assert kubernetes.pods(survey_of(tmp_path, files)) == []
