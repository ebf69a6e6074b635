package shop.orders;

/** A payload, in a package that Jackson may look into. */
public record Order(int number) {}
