"""What Spring Boot brings counts as the service's own, where the tree says that it is there."""

import pytest

from seatrial.evidence.collectors.docs import api
from seatrial.evidence.collectors.observability import (
    health_endpoint,
    level_configurable,
    logging_used,
    metrics_endpoint,
)
from seatrial.evidence.model import Severity
from tests.evidence.observed import observe, outcomes

APP = """package a;
import org.springframework.boot.SpringApplication;
import org.springframework.web.bind.annotation.RestController;
@RestController
class App {
  public static void main(String[] args) { SpringApplication.run(App.class, args); }
}
"""
PAGES = """package a;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
@Controller
class Owners {
  @GetMapping("/owners/new") String form() { return "owners/form"; }
  @GetMapping("/owners/find") String find() { return "owners/find"; }
}
"""
ANSWERS = """package a;
@RestController
class Vets {
  @GetMapping("/vets") List<Vet> all() { return vets; }
}
"""
BOOT = "<parent><groupId>org.springframework.boot</groupId></parent>\n"
ACTUATOR = f"{BOOT}<artifactId>spring-boot-starter-actuator</artifactId>\n"
SHOWS = "management.endpoints.web.exposure.include=*\n"
SETTINGS = "src/main/resources/application.properties"


def service(pom, **files):
    return {"src/main/java/a/App.java": APP, "pom.xml": pom, **files}


@pytest.mark.parametrize(
    ("collector", "pom", "settings", "outcome"),
    [
        (health_endpoint, ACTUATOR, "", "HOLDS"),
        (health_endpoint, BOOT, "", "FAILS"),
        (metrics_endpoint, ACTUATOR, SHOWS, "HOLDS"),
        (metrics_endpoint, ACTUATOR, "", "FAILS"),
        (metrics_endpoint, ACTUATOR, SHOWS.replace("*", "health,info"), "FAILS"),
        (metrics_endpoint, BOOT, SHOWS, "FAILS"),
        (level_configurable, BOOT, "", "HOLDS"),
        (level_configurable, "<project/>\n", "", "FAILS"),
    ],
)
def test_what_spring_boot_brings_is_there(tmp_path, collector, pom, settings, outcome):
    files = service(pom, **{SETTINGS: f"{settings}a=b\n"})
    assert outcomes(observe(collector, tmp_path, files)) == [outcome]


def test_a_service_that_leaves_logging_to_spring_boot_weighs_less(tmp_path):
    (found,) = observe(logging_used, tmp_path, service(BOOT))
    assert (found.outcome, found.severity) == ("FAILS", Severity.LOW)


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"src/main/java/a/Owners.java": PAGES}, "UNAVAILABLE"),
        (
            {
                "src/main/java/a/Owners.java": PAGES,
                "src/main/java/a/Vets.java": ANSWERS.replace("/vets", "/vets.html"),
            },
            "UNAVAILABLE",
        ),
        ({"src/main/java/a/Owners.java": PAGES, "src/main/java/a/Vets.java": ANSWERS}, "FAILS"),
        ({"src/main/java/a/Vets.java": ANSWERS, "README.md": "`GET /vets`\n"}, "HOLDS"),
    ],
)
def test_controllers_of_pages_are_no_api(tmp_path, files, outcome):
    assert outcomes(observe(api, tmp_path, service(BOOT, **files))) == [outcome]
