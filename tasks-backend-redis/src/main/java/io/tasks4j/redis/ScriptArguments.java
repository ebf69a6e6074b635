package io.tasks4j.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a script, in order. Not thread-safe. */
final class ScriptArguments {
  private final List<byte[]> list = new ArrayList<>();

  ScriptArguments add(String text) {
    list.add(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  ScriptArguments add(long number) {
    return add(Long.toString(number));
  }

  ScriptArguments add(byte[] bytes) {
    list.add(bytes);
    return this;
  }

  /** The name of a call, and whether it may have taken effect before. */
  ScriptArguments add(LostAnswers.Call call, boolean again) {
    return add(call.name()).add(again || call.sent() ? "1" : "0");
  }

  ScriptArguments addAll(ScriptArguments more) {
    list.addAll(more.list);
    return this;
  }

  List<byte[]> list() {
    return list;
  }
}
