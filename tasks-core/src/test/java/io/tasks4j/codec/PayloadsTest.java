package io.tasks4j.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tasks4j.Task;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.io.File;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What can travel: it comes back equal, as a payload and as a result; the rest is refused. */
@SuppressWarnings({"ArrayRecordComponent", "ClassCanBeStatic", "JavaUtilDate"}) // people have them
class PayloadsTest {
  enum Size {
    SMALL,
    LARGE;

    @Override
    public String toString() {
      return "a size";
    }
  }

  enum Label {
    HOT("very hot"),
    COLD("rather cold") {
      @Override
      boolean isCold() {
        return true;
      }
    };

    private final String label;

    Label(String label) {
      this.label = label;
    }

    boolean isCold() {
      return false;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  record All(
      Size size,
      Map<Size, Label> bySize,
      OffsetDateTime at,
      ZonedDateTime there,
      BigDecimal price,
      Optional<String> note,
      List<Part> parts,
      int[] counts,
      double rate,
      boolean express) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof All a
          && a.size == size
          && a.bySize.equals(bySize)
          && a.at.equals(at)
          && a.there.equals(there)
          && a.price.equals(price)
          && a.note.equals(note)
          && a.parts.equals(parts)
          && java.util.Arrays.equals(a.counts, counts)
          && a.rate == rate
          && a.express == express;
    }

    @Override
    public int hashCode() {
      return Objects.hash(size, at);
    }
  }

  record Part(String name, @Nullable Part inner) {}

  record Box<T>(T value) {}

  record Empty() {}

  record V1(int n) {}

  record V2(int n, boolean express, long big, char letter, double rate, @Nullable String note) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
  sealed interface Drawn permits Circle, Square {}

  record Circle(double radius) implements Drawn {}

  record Square(double side) implements Drawn {}

  /** As many wrote before there were records. */
  static final class Bean {
    private String name = "";
    private long count;

    Bean() {}

    Bean(String name, long count) {
      this.name = name;
      this.count = count;
    }

    public String getName() {
      return name;
    }

    public long getCount() {
      return count;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Bean b && b.name.equals(name) && b.count == count;
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  private record Row(Type type, Object value) {}

  private static Row row(Type type, Object value) {
    return new Row(type, value);
  }

  private static final Instant NANOS = Instant.parse("2026-03-29T01:30:00.123456789Z");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  static Stream<Row> rows() throws Exception {
    Map<ZonedDateTime, Integer> byTime =
        Map.of(NANOS.atZone(PARIS), 1, NANOS.atZone(ZoneId.of("UTC")), 2);
    Map<String, @Nullable Integer> withNull = new LinkedHashMap<>();
    withNull.put("", null);
    withNull.put("ключ\n", 2);
    return Stream.of(
        row(String.class, "\u0000 \"\\ \u2028 \uD83D\uDE00 ÿ"),
        row(Boolean.class, true),
        row(Byte.class, Byte.MIN_VALUE),
        row(Short.class, Short.MIN_VALUE),
        row(Integer.class, Integer.MIN_VALUE),
        row(Long.class, Long.MAX_VALUE),
        row(Float.class, Float.MIN_VALUE),
        row(Double.class, -0.0),
        row(Double.class, Double.NaN),
        row(Double.class, Double.NEGATIVE_INFINITY),
        row(Character.class, 'ÿ'),
        row(BigInteger.class, BigInteger.TEN.pow(200).negate()),
        row(BigDecimal.class, new BigDecimal("1.10")),
        row(BigDecimal.class, new BigDecimal("-12345678901234567890.123456789012345678900")),
        row(BigDecimal.class, new BigDecimal("1E+40")),
        row(BigDecimal.class, new BigDecimal("0E-30")),
        row(Size.class, Size.LARGE),
        row(Label.class, Label.COLD),
        row(UUID.class, new UUID(1, -1)),
        row(URI.class, URI.create("https://example.org/a%20b?c#d")),
        row(URL.class, new URL("https://example.org/a")),
        row(Locale.class, Locale.forLanguageTag("pt-BR")),
        row(Currency.class, Currency.getInstance("CHF")),
        row(TimeZone.class, TimeZone.getTimeZone("Asia/Tokyo")),
        row(File.class, new File("/a/b")),
        row(Path.class, Path.of("/a/b c")),
        row(InetAddress.class, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
        row(Date.class, new Date(1_234_567_890_123L)),
        row(Instant.class, NANOS),
        row(Instant.class, Instant.MAX),
        row(LocalDate.class, LocalDate.of(-1, 2, 28)),
        row(LocalTime.class, LocalTime.of(23, 59, 59, 999_999_999)),
        row(LocalDateTime.class, LocalDateTime.of(2026, 10, 25, 2, 30, 0, 1)),
        row(OffsetTime.class, OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHours(-11))),
        row(OffsetDateTime.class, OffsetDateTime.parse("2026-01-01T10:00:00+02:00")),
        row(OffsetDateTime.class, NANOS.atOffset(ZoneOffset.ofHoursMinutesSeconds(1, 2, 3))),
        row(ZonedDateTime.class, NANOS.atZone(PARIS)),
        row(ZonedDateTime.class, NANOS.atZone(ZoneId.of("UTC"))),
        row(ZonedDateTime.class, NANOS.atZone(ZoneOffset.ofHours(2))),
        row(ZonedDateTime.class, ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Paris]")),
        row(ZonedDateTime.class, ZonedDateTime.parse("2026-10-25T02:30:00+02:00[Europe/Paris]")),
        row(Duration.class, Duration.ofSeconds(-5, 1)),
        row(Period.class, Period.of(1, -2, 3)),
        row(Year.class, Year.of(-44)),
        row(YearMonth.class, YearMonth.of(2026, 2)),
        row(MonthDay.class, MonthDay.of(2, 29)),
        row(Month.class, Month.MAY),
        row(DayOfWeek.class, DayOfWeek.SUNDAY),
        row(ZoneId.class, PARIS),
        row(ZoneOffset.class, ZoneOffset.ofHours(-3)),
        row(OptionalInt.class, OptionalInt.of(3)),
        row(OptionalLong.class, OptionalLong.empty()),
        row(of(Optional.class, Size.class), Optional.of(Size.LARGE)),
        row(of(List.class, OffsetDateTime.class), List.of(NANOS.atOffset(ZoneOffset.ofHours(1)))),
        row(of(List.class, of(List.class, Long.class)), List.of(List.of(1L), List.of())),
        row(of(Deque.class, Integer.class), new ArrayDeque<>(List.of(1, 2))),
        row(of(Set.class, Label.class), Set.of(Label.HOT, Label.COLD)),
        row(of(SortedSet.class, String.class), new TreeSet<>(Set.of("b", "a"))),
        row(of(EnumSet.class, Size.class), EnumSet.of(Size.LARGE)),
        row(of(Map.class, String.class, Integer.class), withNull),
        row(of(Map.class, Size.class, Label.class), Map.of(Size.LARGE, Label.COLD)),
        row(of(EnumMap.class, Size.class, Long.class), new EnumMap<>(Map.of(Size.LARGE, 1L))),
        row(
            of(SortedMap.class, Long.class, String.class),
            new TreeMap<>(Map.of(10L, "b", 9L, "a"))),
        row(of(Map.class, ZonedDateTime.class, Integer.class), byTime),
        row(of(Map.class, UUID.class, Instant.class), Map.of(new UUID(0, 1), NANOS)),
        row(
            All.class,
            new All(
                Size.LARGE,
                Map.of(Size.SMALL, Label.COLD),
                OffsetDateTime.parse("2026-01-01T10:00:00+02:00"),
                NANOS.atZone(PARIS),
                new BigDecimal("1.10"),
                Optional.empty(),
                List.of(new Part("a", new Part("b", null))),
                new int[] {1, 2},
                0.1,
                true)),
        row(of(Box.class, OffsetDateTime.class), new Box<>(NANOS.atOffset(ZoneOffset.ofHours(9)))),
        row(Empty.class, new Empty()),
        row(Bean.class, new Bean("a", 1)),
        row(Drawn.class, new Square(2)),
        row(of(List.class, Drawn.class), List.of(new Circle(1), new Square(2))),
        row(JsonNode.class, json("{\"a\":1.10,\"b\":12345678901234567890.123,\"c\":[null]}")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void what_can_travel_comes_back_equal_as_payload_and_as_result(Row row) throws Exception {
    JacksonCodec codec = new JacksonCodec();

    same(row, codec.decode(codec.encode(row.value, row.type), row.type));

    if (row.type instanceof Class<?> whole) {
      @SuppressWarnings("unchecked")
      Class<Object> plain = (Class<Object>) whole;
      travel(TaskType.of("echo", plain, plain), row);
    }
  }

  private static void travel(TaskType<Object, Object> type, Row row) throws Exception {
    List<Object> given = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        type,
                        (payload, context) -> {
                          given.add(payload);
                          return payload;
                        }))
                .start()) {
      Object result = queue.enqueue(type, row.value).await(Duration.ofSeconds(20));

      same(row, given.get(0));
      same(row, result);
    }
  }

  private static void same(Row row, @Nullable Object back) {
    if (back instanceof Deque<?> deque) {
      // A deque has no equals.
      assertEquals(List.copyOf((Deque<?>) row.value), List.copyOf(deque));
    } else {
      assertEquals(row.value, back);
    }
  }

  @Test
  void a_constant_is_read_by_its_label_too_where_one_alone_has_it() {
    JacksonCodec codec = new JacksonCodec();

    assertEquals(Label.COLD, codec.decode(bytes("\"rather cold\""), Label.class));
    assertEquals(
        Map.of(Label.HOT, 1),
        codec.decode(bytes("{\"very hot\":1}"), of(Map.class, Label.class, Integer.class)));
    assertEquals(
        "\"COLD\"", new String(codec.encode(Label.COLD, Label.class), StandardCharsets.UTF_8));
    assertThrows(
        TaskSerializationException.class, () -> codec.decode(bytes("\"a size\""), Size.class));
  }

  @Test
  void what_an_older_producer_did_not_write_is_zero_false_or_null() {
    JacksonCodec codec = new JacksonCodec();

    assertEquals(
        new V2(7, false, 0, '\0', 0, null),
        codec.decode(codec.encode(new V1(7), V1.class), V2.class));
  }

  // What does not come back.

  static final class Arguments {
    private final String name;

    Arguments(String name, int count) {
      this.name = name + count;
    }

    public String getName() {
      return name;
    }
  }

  interface Shape {}

  record Disc(double radius) implements Shape {}

  record Picture(String title, Shape shape) {}

  record Gallery(List<? extends Shape> shapes) {}

  record Failed(Exception why) {}

  record Anything(Object thing) {}

  record Deep(Map<String, List<Anything>> all) {}

  record Counted(Number count) {}

  record Dated(Calendar when) {}

  class Inner {
    public int n;
  }

  record HasInner(Inner inner) {}

  static final class Closed {
    @SuppressWarnings("unused")
    private String name = "";
  }

  static Stream<List<Object>> refused() {
    return Stream.of(
        List.of(Arguments.class, "Arguments: it has no constructor"),
        List.of(Shape.class, "Shape: it is an interface"),
        List.of(Picture.class, "member 'shape' is of "),
        List.of(Gallery.class, "member 'shapes[*]' is of "),
        List.of(of(List.class, Picture.class), "member '[*].shape' is of "),
        List.of(Failed.class, "member 'why' is of "),
        List.of(Anything.class, "member 'thing' is of java.lang.Object"),
        List.of(Deep.class, "member 'all[*][*].thing' is of java.lang.Object"),
        List.of(Counted.class, "member 'count' is of java.lang.Number"),
        List.of(Dated.class, "member 'when' is of java.util.Calendar"),
        List.of(Inner.class, "Inner: it is an inner class"),
        List.of(HasInner.class, "member 'inner' is of "),
        List.of(Closed.class, "Closed: nothing of it would be written"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_would_not_come_back_is_refused_before_it_is_written_and_named(List<Object> row) {
    Type bad = (Type) row.get(0);

    var refused =
        assertThrows(TaskSerializationException.class, () -> new JacksonCodec().encode(null, bad));

    assertTrue(refused.getMessage().contains((String) row.get(1)), refused::getMessage);
  }

  @Test
  void it_is_refused_at_the_first_enqueue_and_at_registration() {
    TaskType<Picture, String> asPayload = TaskType.of("a", Picture.class, String.class);
    TaskType<String, Picture> asResult = TaskType.of("b", String.class, Picture.class);
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      for (var refused :
          List.of(
              assertThrows(
                  TaskSerializationException.class,
                  () -> queue.enqueue(asPayload, new Picture("a", new Disc(1)))),
              assertThrows(TaskSerializationException.class, () -> queue.enqueue(asResult, "a")),
              assertThrows(
                  TaskSerializationException.class,
                  () ->
                      Worker.builder(queue)
                          .register(Task.of(asPayload, (payload, context) -> ""))
                          .build()),
              assertThrows(
                  TaskSerializationException.class,
                  () ->
                      Worker.builder(queue)
                          .register(Task.of(asResult, (p, c) -> new Picture(p, new Disc(1))))
                          .build()))) {
        assertTrue(refused.getMessage().contains("member 'shape'"), refused::getMessage);
      }
      assertEquals(Map.of(), queue.admin().stats());
    }
  }

  @Test
  void a_mapper_that_knows_more_is_asked_and_not_refused() {
    JacksonCodec codec =
        new JacksonCodec(JacksonCodec.mapper().addMixIn(Shape.class, Drawing.class).build());
    Picture picture = new Picture("a", new Disc(1));

    assertEquals(picture, codec.decode(codec.encode(picture, Picture.class), Picture.class));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes(@JsonSubTypes.Type(Disc.class))
  private interface Drawing {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    return (JsonNode)
        Objects.requireNonNull(new JacksonCodec().decode(bytes(text), JsonNode.class));
  }

  private static Type of(Class<?> raw, Type... arguments) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return arguments.clone();
      }

      @Override
      public Type getRawType() {
        return raw;
      }

      @Override
      public @Nullable Type getOwnerType() {
        return raw.getDeclaringClass();
      }

      @Override
      public String getTypeName() {
        return raw.getName() + List.of(arguments);
      }
    };
  }
}
