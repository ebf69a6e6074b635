package io.tasks4j.dashboard;

/** A request that is not served, and the status that says why. */
final class Refusal extends RuntimeException {
  private final int status;

  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  static Refusal notFound(String what) {
    return new Refusal(404, what);
  }

  int status() {
    return status;
  }
}
