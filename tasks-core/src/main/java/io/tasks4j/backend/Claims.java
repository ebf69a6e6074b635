package io.tasks4j.backend;

import java.util.List;

/**
 * What one call of {@link TaskBackend#claim} gives.
 *
 * @param claims tasks now held, in the order to run them
 * @param losses deliveries of any worker that this call found lapsed; each is reported once
 */
public record Claims(List<Claim> claims, List<LostDelivery> losses) {
  /** Nothing. */
  public static final Claims NONE = new Claims(List.of(), List.of());

  public Claims {
    claims = List.copyOf(claims);
    losses = List.copyOf(losses);
  }
}
