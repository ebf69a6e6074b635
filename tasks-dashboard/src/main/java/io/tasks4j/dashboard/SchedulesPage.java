package io.tasks4j.dashboard;

import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Schedules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The schedules, and when they fire next. */
final class SchedulesPage {
  private static final int NEXT_TIMES = 3;

  private final DashboardData store;
  private final PageLayout layout;

  SchedulesPage(DashboardData store, PageLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/schedules", this::show),
        Route.post("/schedules/pause", call -> change(call, Schedules::pause, "paused")),
        Route.post("/schedules/resume", call -> change(call, Schedules::resume, "resumed")),
        Route.post(
            "/schedules/trigger", call -> change(call, SchedulesPage::trigger, "triggered")));
  }

  /** Enqueues a task at once; false when there is no such schedule. */
  static boolean trigger(Schedules schedules, String name) {
    if (schedules.find(name).isEmpty()) {
      return false;
    }
    Object ignored = schedules.trigger(name);
    return true;
  }

  private DashboardResponse show(AdmittedRequest call) {
    Optional<List<ScheduleInfo>> all = store.schedules().map(Schedules::list);
    return layout.page(
        call,
        PageLayout.Nav.SCHEDULES,
        "Schedules",
        html -> {
          PageParts.note(html, call);
          html.tag("div", "id", "live", "data-live", "");
          if (all.isEmpty()) {
            PageParts.nothing(html, "This store keeps no schedules.");
          } else if (all.get().isEmpty()) {
            PageParts.nothing(html, "No schedules. Applications add them when they start.");
          } else {
            table(html, call, all.get());
          }
          html.end();
        });
  }

  private DashboardResponse change(
      AdmittedRequest call, BiPredicate<Schedules, String> change, String done) {
    String name =
        call.form().name("name").orElseThrow(() -> RefusedRequest.badRequest("name is missing"));
    Schedules schedules =
        store
            .schedules()
            .orElseThrow(() -> RefusedRequest.notFound("this store keeps no schedules"));
    boolean changed;
    try {
      changed = change.test(schedules, name);
    } catch (IllegalStateException e) {
      throw new RefusedRequest(409, String.valueOf(e.getMessage()));
    }
    return call.seeOther("/schedules?did=" + (changed ? done : "nothing"));
  }

  private void table(HtmlBuilder html, AdmittedRequest call, List<ScheduleInfo> all) {
    PageParts.table(html, "Schedule", "Task", "Queue", "When", "Next", "Last", "State");
    all.forEach(info -> row(html, call, info));
    PageParts.endTable(html);
  }

  private void row(HtmlBuilder html, AdmittedRequest call, ScheduleInfo info) {
    html.tag("tr");
    PageParts.cell(html, "Schedule").leaf("strong", info.name()).end();
    PageParts.cell(html, "Task").text(info.taskName()).end();
    PageParts.cell(html, "Queue").text(info.queue()).end();
    PageParts.cell(html, "When").tag("span");
    boolean readable = info.state() != ScheduleInfo.State.UNREADABLE;
    String without = readable ? "a class of the application" : "cannot be read";
    html.text(info.schedule().map(SettingTexts::of).orElse(without));
    if (info.schedule().orElse(null) instanceof CronSchedule cron) {
      html.text(" ").leaf("code", cron.text());
    }
    html.end().end();
    PageParts.cell(html, "Next").add(h -> next(h, info)).end();
    PageParts.cell(html, "Last");
    layout.time(html, info.lastTick());
    info.lastTask()
        .ifPresent(id -> html.text(" ").leaf("a", "task", "href", call.link("/tasks/" + id)));
    html.end();
    html.tag("td", "data-title", "State", "class", "actions");
    boolean active = info.state() == ScheduleInfo.State.ACTIVE;
    html.leaf("span", info.state().name(), "class", active ? "status active" : "status paused");
    if (readable && call.viewer().mayWrite()) {
      boolean paused = info.state() == ScheduleInfo.State.PAUSED;
      if (info.state() != ScheduleInfo.State.ENDED) {
        PageParts.button(
            html,
            call,
            paused ? "/schedules/resume" : "/schedules/pause",
            paused ? "Resume" : "Pause",
            "name",
            info.name());
      }
      PageParts.button(html, call, "/schedules/trigger", "Trigger now", "name", info.name());
    }
    html.end().end();
  }

  private void next(HtmlBuilder html, ScheduleInfo info) {
    if (info.next().isEmpty()) {
      html.text("–");
      return;
    }
    layout.time(html, info.next().get());
    html.text(" ").leaf("small", layout.relative(info.next().get()));
    List<Instant> later = later(info);
    if (!later.isEmpty()) {
      html.tag("details").leaf("summary", "then").tag("ol");
      later.forEach(at -> html.tag("li").add(h -> layout.time(h, at)).end());
      html.end().end();
    }
  }

  /** The times after the next one. After a fixed delay nobody knows them. */
  private static List<Instant> later(ScheduleInfo info) {
    return info.schedule()
        .filter(schedule -> !(schedule instanceof Schedule.FixedDelay))
        .map(
            schedule ->
                schedule
                    .preview(info.next().orElseThrow().atZone(ZoneOffset.UTC), NEXT_TIMES)
                    .stream()
                    .map(at -> at.toInstant())
                    .filter(at -> info.options().endAt().filter(at::isAfter).isEmpty())
                    .toList())
        .orElse(List.of());
  }
}
