package io.tasks4j.codec;

import io.tasks4j.TaskSerializationException;
import io.tasks4j.internal.json.JsonFailure;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;

/**
 * Whether values of a type come back as they went, found once for each type. Thread-safe.
 *
 * <p>Asks Jackson itself how it would read and write each member, so annotations, modules and
 * settings of an application's own mapper count.
 */
final class TypeCheck {
  /** Types whose values come back as others: what a member of theirs held is not in the JSON. */
  private static final Map<Class<?>, String> LOSSY =
      Map.of(
          Object.class,
              "the class of what stands there is not in the JSON; use a type, or JsonNode",
          Number.class, "which kind of number it is is not in the JSON; use the kind itself",
          Comparable.class, "the class of what stands there is not in the JSON; use the class",
          Serializable.class, "the class of what stands there is not in the JSON; use the class");

  private final JsonMapper mapper;
  private final Map<Type, Optional<String>> problems = new ConcurrentHashMap<>();

  TypeCheck(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** Throws when values of {@code type} could be written, but not read as what they were. */
  void check(Type type) {
    Optional<String> problem = problems.get(type);
    if (problem == null) {
      problem = problems.computeIfAbsent(type, this::find);
    }
    if (problem.isPresent()) {
      throw new TaskSerializationException(
          "a value of " + type.getTypeName() + " would not come back from JSON: " + problem.get(),
          null);
    }
  }

  private Optional<String> find(Type type) {
    try {
      JavaType root = mapper.constructType(type);
      Walk walk = new Walk();
      asReader(context -> asWriter(writer -> walk.check(context, writer, root, "")));
      return Optional.empty();
    } catch (Found e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      return Optional.of(
          e.getCause() instanceof Found found
              ? String.valueOf(found.getMessage())
              : JsonFailure.describe(e));
    }
  }

  /** Gives the context in which Jackson reads, which it gives to deserializers alone. */
  private void asReader(Consumer<DeserializationContext> use) {
    SimpleModule module = new SimpleModule("tasks4j-reads");
    module.addDeserializer(
        Door.class,
        new ValueDeserializer<Door>() {
          @Override
          public Door deserialize(JsonParser parser, DeserializationContext context) {
            use.accept(context);
            return new Door();
          }
        });
    mapper.rebuild().addModule(module).build().readValue("1", Door.class);
  }

  private void asWriter(Consumer<SerializationContext> use) {
    SimpleModule module = new SimpleModule("tasks4j-writes");
    module.addSerializer(
        Door.class,
        new ValueSerializer<Door>() {
          @Override
          public void serialize(Door door, JsonGenerator json, SerializationContext context) {
            use.accept(context);
            json.writeNull();
          }
        });
    mapper.rebuild().addModule(module).build().writeValueAsString(new Door());
  }

  /** Read and written to come behind the mapper's door. */
  private static final class Door {}

  /** The problem, thrown out of the depths. */
  private static final class Found extends RuntimeException {
    Found(String problem) {
      super(problem, null, false, false);
    }
  }

  /** One walk through the members of a type. */
  private static final class Walk {
    private final Set<JavaType> seen = new HashSet<>();

    /** Goes on into content and members; {@code [*]} in a path stands for any of a container. */
    void check(DeserializationContext in, SerializationContext out, JavaType type, String path) {
      if (in.findTypeDeserializer(type) != null || !seen.add(type)) {
        return; // the JSON names the class; or met above
      }
      Class<?> raw = type.getRawClass();
      // Who takes an Object, or a Map of them, as the whole payload takes whatever JSON gives.
      String lossy = path.replace("[*]", "").isEmpty() ? null : LOSSY.get(raw);
      if (lossy != null) {
        throw found(path, type, lossy);
      } else if (Throwable.class.isAssignableFrom(raw)) {
        throw found(path, type, "an exception comes back without its class; use a text of it");
      } else if (Calendar.class.isAssignableFrom(raw)) {
        throw found(path, type, "its zone is not in the JSON; use ZonedDateTime");
      } else if (raw.getEnclosingClass() != null
          && !Modifier.isStatic(raw.getModifiers())
          && raw.isMemberClass()) {
        throw found(
            path, type, "it is an inner class, which needs an outer object; make it static");
      }
      if (raw.isEnum() || raw.isPrimitive()) {
        return;
      }
      reader(in, out, type, path);
    }

    private void reader(
        DeserializationContext in, SerializationContext out, JavaType type, String path) {
      ValueDeserializer<?> reader;
      try {
        reader = in.findRootValueDeserializer(type);
      } catch (JacksonException e) {
        throw found(path, type, "it is of a type that Jackson cannot read");
      }
      if (reader instanceof AbstractDeserializer) {
        throw found(
            path,
            type,
            "it is an interface or abstract, and the JSON does not name a class; name a class,"
                + " or its subtypes by @JsonTypeInfo");
      }
      if (type.isContainerType() || type.isReferenceType()) {
        content(in, out, type, path);
      } else if (reader instanceof BeanDeserializerBase bean) {
        ValueSerializer<?> writer = out.findValueSerializer(type);
        if (writer instanceof UnknownSerializer && hasState(type.getRawClass())) {
          throw found(
              path, type, "nothing of it would be written; give it getters, or make it a record");
        } else if (writer instanceof BeanSerializerBase) {
          bean(in, out, type, path, bean);
        }
      }
    }

    private void content(
        DeserializationContext in, SerializationContext out, JavaType type, String path) {
      JavaType content = type.getContentType();
      if (content != null) {
        check(in, out, content, path + (type.isReferenceType() ? "" : "[*]"));
      }
    }

    private void bean(
        DeserializationContext in,
        SerializationContext out,
        JavaType type,
        String path,
        BeanDeserializerBase reader) {
      Class<?> raw = type.getRawClass();
      if (isClosed(raw)) {
        throw found(
            path,
            type,
            "its module keeps it to itself; the module-info of "
                + raw.getModule().getName()
                + " needs: opens "
                + raw.getPackageName()
                + " to tools.jackson.databind;");
      }
      ValueInstantiator maker = reader.getValueInstantiator();
      if (!maker.canCreateUsingDefault()
          && !maker.canCreateFromObjectWith()
          && !maker.canCreateUsingDelegate()) {
        throw found(
            path,
            type,
            "it has no constructor that can be called; make it a record, give it one without"
                + " arguments, or mark one @JsonCreator");
      }
      for (Iterator<SettableBeanProperty> all = reader.properties(); all.hasNext(); ) {
        SettableBeanProperty member = all.next();
        if (!member.hasValueTypeDeserializer()) {
          String name = path.isEmpty() ? member.getName() : path + "." + member.getName();
          check(in, out, member.getType(), name);
        }
      }
    }

    /** Whether a module of the application hides the type from Jackson. */
    private static boolean isClosed(Class<?> type) {
      Module jackson = JsonMapper.class.getModule();
      String name = type.getPackageName();
      boolean visible =
          Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(name, jackson);
      return !visible && !type.getModule().isOpen(name, jackson);
    }

    private static boolean hasState(@Nullable Class<?> type) {
      return type != null
          && (hasState(type.getSuperclass())
              || Arrays.stream(type.getDeclaredFields())
                  .anyMatch(
                      field ->
                          !field.isSynthetic()
                              && !Modifier.isStatic(field.getModifiers())
                              && !Modifier.isTransient(field.getModifiers())));
    }

    private static Found found(String path, JavaType type, String why) {
      String name = type.getRawClass().getTypeName();
      return new Found(
          (path.isEmpty() ? name : "member '" + path + "' is of " + name) + ": " + why);
    }
  }
}
