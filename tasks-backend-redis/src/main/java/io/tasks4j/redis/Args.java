package io.tasks4j.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a script, in order. Not thread-safe. */
final class Args {
  private final List<byte[]> list = new ArrayList<>();

  Args add(String text) {
    list.add(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Args add(long number) {
    return add(Long.toString(number));
  }

  Args add(byte[] bytes) {
    list.add(bytes);
    return this;
  }

  /** The name of a call, and whether it may have taken effect before. */
  Args add(LostAnswers.Call call, boolean again) {
    return add(call.name()).add(again || call.sent() ? "1" : "0");
  }

  Args addAll(Args more) {
    list.addAll(more.list);
    return this;
  }

  List<byte[]> list() {
    return list;
  }
}
