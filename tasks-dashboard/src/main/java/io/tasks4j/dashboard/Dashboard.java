package io.tasks4j.dashboard;

import io.tasks4j.BackendException;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.internal.LogText;
import io.tasks4j.queue.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dashboard over the store of a {@link TaskQueue}: pages for people, and a JSON API under {@code
 * /api}. Thread-safe; has no thread of its own, and closes nothing.
 *
 * <p>{@link DashboardServer} serves it from a port. An application that has a server calls {@link
 * #handle} from there:
 *
 * <pre>{@code
 * Dashboard dashboard = Dashboard.builder(queue).authenticator(ours).build();
 * DashboardResponse response = dashboard.handle(request);
 * }</pre>
 */
public final class Dashboard {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

  private final Authenticator authenticator;
  private final RequestGuard guard;
  private final ErrorPages errors;
  private final List<Route> routes;
  private final boolean anyHost;

  Dashboard(TaskQueue queue, DashboardBuilder settings) {
    DashboardData store = new DashboardData(queue);
    PageLayout layout = new PageLayout(settings.title(), settings.zone(), store.clock());
    this.authenticator = settings.authenticator();
    this.guard = new RequestGuard(settings.hosts(), settings.origins());
    this.anyHost = settings.hosts().isEmpty();
    this.errors = new ErrorPages(layout);
    this.routes = routes(store, layout, settings.showPayloads());
  }

  /** A dashboard over the store of {@code queue}, to be set up. */
  public static DashboardBuilder builder(TaskQueue queue) {
    return new DashboardBuilder(queue);
  }

  /** Answers a request; whatever is wrong with it, or with the store, becomes an answer too. */
  public DashboardResponse handle(DashboardRequest request) {
    DashboardResponse response;
    Optional<String> token = Optional.empty();
    try {
      guard.checkHost(request);
      Optional<Viewer> viewer = authenticator.authenticate(request);
      if (viewer.isEmpty()) {
        response = errors.page(request, 401, "sign in first");
        Optional<String> challenge = authenticator.challenge();
        if (challenge.isPresent()) {
          response = response.header("WWW-Authenticate", challenge.get());
        }
      } else {
        token = Optional.of(guard.token(request));
        response = answer(request, viewer.get(), token.get());
      }
    } catch (RefusedRequest e) {
      response = errors.page(request, e);
    } catch (BackendException e) {
      LOG.warn("the dashboard cannot read the store", LogText.trace(e));
      response = errors.page(request, 503, "the store does not answer; its log says more");
    } catch (TaskSerializationException e) {
      LOG.warn("the dashboard cannot read what the store has", LogText.trace(e));
      response = errors.page(request, 500, "what the store has cannot be read; the log says more");
    } catch (RuntimeException e) {
      LOG.error(
          "the dashboard cannot answer {} {}",
          LogText.line(request.method()),
          LogText.line(request.path()),
          LogText.trace(e));
      response = errors.page(request, 500, "something went wrong; the log says more");
    }
    return guard.secured(response, request, token);
  }

  /** Answers to what its server does not hand on. */
  DashboardResponse refuse(DashboardRequest request, RefusedRequest refusal) {
    return guard.secured(errors.page(request, refusal), request, Optional.empty());
  }

  /** Whether it answers under any name, so that its server must see to that. */
  boolean anyHost() {
    return anyHost;
  }

  boolean isOpenToAnybody() {
    return authenticator instanceof Authenticator.Anybody;
  }

  /** Methods and patterns of the API, to be compared with its description. */
  List<Route> routes() {
    return routes;
  }

  private static List<Route> routes(DashboardData store, PageLayout layout, boolean showPayloads) {
    List<Route> all = new ArrayList<>();
    all.addAll(new PageAssets().routes());
    all.addAll(new OverviewPage(store, layout).routes());
    all.addAll(new QueuesPage(store, layout).routes());
    all.addAll(new TasksPage(store, layout).routes());
    all.addAll(new TaskPage(store, layout, showPayloads).routes());
    all.addAll(new DeadPage(store, layout).routes());
    all.addAll(new SchedulesPage(store, layout).routes());
    all.addAll(new WorkersPage(store, layout).routes());
    all.addAll(new PayloadFiles(store, showPayloads).routes());
    all.addAll(new JsonApi(store).routes());
    all.addAll(new ChangeApi(store).routes());
    return List.copyOf(all);
  }

  private DashboardResponse answer(DashboardRequest request, Viewer viewer, String token) {
    List<String> segments =
        Route.segments(request.path()).stream().map(RequestParameters::decodeSegment).toList();
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    Set<String> others = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.match(segments);
      if (variables.isPresent() && route.method().equals(method)) {
        RequestParameters form = RequestParameters.NONE;
        if (method.equals("POST")) {
          form = RequestBodies.read(request);
          guard.checkSameSite(request, form);
          if (!viewer.mayWrite()) {
            throw new RefusedRequest(403, "you may look, but change nothing here");
          }
          // First, so that what is no id is refused and not logged.
          Optional.ofNullable(variables.get().get("id")).ifPresent(RequestParameters::parseId);
          LOG.info(
              "{} by '{}': {}",
              route.pattern(),
              LogText.line(viewer.name()),
              LogText.line(variables.get().toString()));
        }
        AdmittedRequest call =
            new AdmittedRequest(
                request,
                variables.get(),
                RequestParameters.parse(request.query()),
                form,
                viewer,
                token);
        return route.answer().apply(call);
      }
      variables.ifPresent(v -> others.add(route.method()));
    }
    if (!others.isEmpty()) {
      throw new RefusedRequest(405, "this takes " + others + ", but not " + method);
    }
    throw RefusedRequest.notFound("there is no such page");
  }
}
