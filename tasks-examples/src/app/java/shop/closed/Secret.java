package shop.closed;

/** A payload in a package that nobody may look into. */
public record Secret(String text) {}
