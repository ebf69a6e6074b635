package io.tasks4j.dashboard;

/** A request that is not served, and the status that says why. */
final class RefusedRequest extends RuntimeException {
  private final int status;

  RefusedRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  static RefusedRequest badRequest(String message) {
    return new RefusedRequest(400, message);
  }

  static RefusedRequest notFound(String what) {
    return new RefusedRequest(404, what);
  }

  int status() {
    return status;
  }
}
