package io.tasks4j.dashboard;

import io.tasks4j.codec.JacksonCodec;
import io.tasks4j.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Payloads as people read them. */
final class PayloadText {
  private static final JsonMapper JSON = JacksonCodec.mapper().build();
  private static final int BYTES_SHOWN = 256;

  private PayloadText() {}

  /** JSON laid out, other text as it is, other bytes in hexadecimal; cut to {@code most}. */
  static String of(Payload payload, int most) {
    String type = payload.contentType();
    boolean json = type.equals(Payload.JSON) || type.endsWith("+json");
    if (json && payload.size() <= most) {
      try {
        return cut(JSON.readTree(payload.bytes()).toPrettyString(), most);
      } catch (JacksonException e) {
        return cut(payload.text(), most);
      }
    }
    if (json || type.startsWith("text/")) {
      // A few bytes more than characters, and never the whole of a large one.
      int length = Math.min(payload.size(), most * 4);
      return cut(new String(payload.bytes(), 0, length, StandardCharsets.UTF_8), most);
    }
    int length = Math.min(payload.size(), BYTES_SHOWN);
    String hex = HexFormat.ofDelimiter(" ").formatHex(payload.bytes(), 0, length);
    return length < payload.size() ? hex + " …" : hex;
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "\n… cut here; save it to see all of it";
  }
}
