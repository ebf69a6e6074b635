package io.tasks4j.message;

import static io.tasks4j.message.MessageCodec.expect;
import static io.tasks4j.message.MessageCodec.number;
import static io.tasks4j.message.MessageCodec.required;
import static io.tasks4j.message.MessageCodec.text;

import io.tasks4j.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The members of a message that connect it with others: {@code join}, {@code dependants}, part. */
final class GraphCodec {
  private GraphCodec() {}

  /** A dependant as it is written: what is left out follows from the message around it. */
  record Link(
      @Nullable TaskId id, @Nullable String queue, @Nullable Integer slot, boolean binding) {
    Dependant in(String queueAround, Optional<CompositionPart> part) {
      boolean whole = id == null;
      return new Dependant(
          required(whole ? part.map(CompositionPart::whole).orElse(null) : id, "id"),
          queue == null ? queueAround : queue,
          slot == null ? usualSlot(whole, part) : slot,
          binding);
    }
  }

  static void write(JsonGenerator g, TaskMessage m) {
    m.join().ifPresent(join -> writeJoin(g, join));
    if (!m.dependants().isEmpty()) {
      g.writeArrayPropertyStart("dependants");
      m.dependants().forEach(d -> writeDependant(g, d, m));
      g.writeEndArray();
    }
    m.part().ifPresent(part -> writePart(g, part));
  }

  static List<Dependant> dependants(
      List<Link> links, String queue, Optional<CompositionPart> part) {
    // Nearly all messages have none, and a stream of nothing costs a tenth of reading them.
    return links.isEmpty() ? List.of() : links.stream().map(link -> link.in(queue, part)).toList();
  }

  static Join readJoin(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "join as an object");
    int parents = 0;
    int least = 0;
    int most = 0;
    boolean patient = false;
    boolean gate = false;
    Join.Input input = Join.Input.OWN;
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "parents" -> parents = Math.toIntExact(number(p));
        case "leastFailures" -> least = Math.toIntExact(number(p));
        case "mostFailures" -> most = Math.toIntExact(number(p));
        case "patient" -> patient = p.getBooleanValue();
        case "input" -> input = Join.Input.valueOf(text(p));
        case "gate" -> gate = p.getBooleanValue();
        default -> p.skipChildren();
      }
    }
    return new Join(parents, least, most, patient, input, gate);
  }

  static List<Link> readDependants(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_ARRAY, "dependants as an array");
    List<Link> links = new ArrayList<>();
    while (p.nextToken() != JsonToken.END_ARRAY) {
      links.add(readDependant(p));
    }
    return links;
  }

  static CompositionPart readPart(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "part as an object");
    @Nullable String of = null;
    @Nullable String kind = null;
    @Nullable String step = null;
    int index = 0;
    int count = 1;
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "of" -> of = text(p);
        case "kind" -> kind = text(p);
        case "step" -> step = text(p);
        case "index" -> index = Math.toIntExact(number(p));
        case "count" -> count = Math.toIntExact(number(p));
        default -> p.skipChildren();
      }
    }
    return new CompositionPart(
        TaskId.parse(required(of, "of")),
        CompositionPart.Kind.valueOf(required(kind, "kind")),
        step == null ? Integer.toString(index) : step,
        index,
        count);
  }

  /** A part of a whole is that parent of it which its index says. */
  private static int usualSlot(boolean whole, Optional<CompositionPart> part) {
    return whole ? part.map(CompositionPart::index).orElse(0) : 0;
  }

  private static Link readDependant(JsonParser p) {
    expect(p.currentToken() == JsonToken.START_OBJECT, "a dependant as an object");
    @Nullable TaskId id = null;
    @Nullable String queue = null;
    @Nullable Integer slot = null;
    boolean binding = false;
    for (String name = p.nextName(); name != null; name = p.nextName()) {
      p.nextToken();
      switch (name) {
        case "id" -> id = TaskId.parse(text(p));
        case "queue" -> queue = text(p);
        case "slot" -> slot = Math.toIntExact(number(p));
        case "binding" -> binding = p.getBooleanValue();
        default -> p.skipChildren();
      }
    }
    return new Link(id, queue, slot, binding);
  }

  private static void writeJoin(JsonGenerator g, Join join) {
    g.writeObjectPropertyStart("join");
    g.writeNumberProperty("parents", join.parents());
    writeUnless0(g, "leastFailures", join.leastFailures());
    writeUnless0(g, "mostFailures", join.mostFailures());
    writeIf(g, "patient", join.patient());
    if (join.input() != Join.Input.OWN) {
      g.writeStringProperty("input", join.input().name());
    }
    writeIf(g, "gate", join.gate());
    g.writeEndObject();
  }

  private static void writeDependant(JsonGenerator g, Dependant d, TaskMessage m) {
    boolean whole = m.part().filter(part -> part.whole().equals(d.id())).isPresent();
    g.writeStartObject();
    if (!whole) {
      g.writeStringProperty("id", d.id().toString());
    }
    if (!d.queue().equals(m.queue())) {
      g.writeStringProperty("queue", d.queue());
    }
    if (d.slot() != usualSlot(whole, m.part())) {
      g.writeNumberProperty("slot", d.slot());
    }
    writeIf(g, "binding", d.binding());
    g.writeEndObject();
  }

  private static void writePart(JsonGenerator g, CompositionPart part) {
    g.writeObjectPropertyStart("part");
    g.writeStringProperty("of", part.whole().toString());
    g.writeStringProperty("kind", part.kind().name());
    if (!part.step().equals(Integer.toString(part.index()))) {
      g.writeStringProperty("step", part.step());
    }
    writeUnless0(g, "index", part.index());
    g.writeNumberProperty("count", part.count());
    g.writeEndObject();
  }

  private static void writeUnless0(JsonGenerator g, String name, int value) {
    if (value != 0) {
      g.writeNumberProperty(name, value);
    }
  }

  private static void writeIf(JsonGenerator g, String name, boolean value) {
    if (value) {
      g.writeBooleanProperty(name, true);
    }
  }
}
