package io.tasks4j.internal.json;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.tasks4j.TaskSerializationException;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Errors about JSON that hold no value of it: the path of the member, the types, and where.
 *
 * <p>Jackson's own texts quote what stood there, and so do those of getters and constructors that
 * it calls. Such texts reach logs, stores, pages and webhooks, so they end here.
 */
public final class JsonFailure {
  private JsonFailure() {}

  /**
   * An error that says {@code what} could not be done, and why. What Jackson threw is no cause of
   * it, as a stack trace shows the texts of causes.
   */
  public static TaskSerializationException of(String what, RuntimeException failure) {
    return failure instanceof JacksonException e
        ? new TaskSerializationException(what + ": " + describe(e), null)
        : new TaskSerializationException(what + ": " + failure.getMessage(), failure);
  }

  /** What went wrong, without a value. */
  public static String describe(JacksonException failure) {
    String path = path(failure.getPath());
    String member = path.isEmpty() ? "it" : "member '" + path + "'";
    return member + " " + problem(failure) + thrown(failure) + place(failure.getLocation());
  }

  private static String problem(JacksonException failure) {
    if (failure instanceof UnrecognizedPropertyException) {
      return "is not known";
    } else if (failure instanceof InvalidTypeIdException e) {
      return "names no subtype of " + name(e.getBaseType());
    } else if (failure instanceof ValueInstantiationException e) {
      return "is refused by " + name(e.getType());
    } else if (failure instanceof InvalidDefinitionException e) {
      return "is of " + name(e.getType()) + ", which JSON cannot be made of or read as";
    } else if (failure instanceof MismatchedInputException e) {
      Class<?> target = e.getTargetType();
      return "is no " + (target == null ? "such value" : target.getTypeName());
    } else if (failure instanceof StreamConstraintsException) {
      return "is deeper or longer than what is read";
    } else if (failure instanceof StreamReadException) {
      boolean half = String.valueOf(failure.getOriginalMessage()).contains("surrogate");
      return half ? "has half a surrogate pair" : "is no JSON";
    }
    return "cannot be read or written";
  }

  /** Whose code threw, and where. */
  private static String thrown(JacksonException failure) {
    Throwable cause = failure;
    for (int i = 0; i < 100 && cause instanceof JacksonException; i++) {
      cause = cause.getCause();
    }
    if (cause == null || cause instanceof JacksonException) {
      return "";
    }
    StackTraceElement[] trace = cause.getStackTrace();
    return " (" + cause.getClass().getName() + (trace.length > 0 ? " at " + trace[0] : "") + ")";
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String name(@Nullable JavaType type) {
    return type == null ? "its type" : type.getRawClass().getTypeName();
  }

  private static String path(List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : references) {
      String name = reference.getPropertyName();
      if (name == null) {
        path.append('[').append(Math.max(reference.getIndex(), 0)).append(']');
      } else if (isKey(reference.from())) {
        path.append("[*]");
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }

  /** Whether names below it are content and not code, as the keys of a map are. */
  private static boolean isKey(@Nullable Object from) {
    if (from == null) {
      return true;
    }
    Class<?> owner = from instanceof Class<?> type ? type : from.getClass();
    if (Map.class.isAssignableFrom(owner) || owner == Object.class) {
      return true;
    }
    for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
      if (Stream.<AnnotatedElement>concat(
              Arrays.stream(type.getDeclaredMethods()),
              Stream.concat(
                  Arrays.stream(type.getDeclaredFields()),
                  Arrays.stream(type.getDeclaredConstructors())
                      .flatMap(c -> Arrays.stream(c.getParameters()))))
          .anyMatch(
              e ->
                  e.isAnnotationPresent(JsonAnySetter.class)
                      || e.isAnnotationPresent(JsonAnyGetter.class))) {
        return true;
      }
    }
    return owner.getPackageName().startsWith("tools.jackson");
  }
}
