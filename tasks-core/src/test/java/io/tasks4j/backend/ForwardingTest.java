package io.tasks4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {
  @ParameterizedTest
  @CsvSource({
    "io.tasks4j.backend.TaskBackend, io.tasks4j.backend.ForwardingBackend",
    "io.tasks4j.backend.ScheduleStore, io.tasks4j.backend.ForwardingScheduleStore"
  })
  void who_forwards_overrides_every_method_also_those_with_a_default(
      Class<?> spi, Class<?> forwarding) {
    List<Method> methods =
        Arrays.stream(spi.getMethods()).filter(m -> !Modifier.isStatic(m.getModifiers())).toList();
    assertTrue(methods.size() > 3, methods::toString);

    assertEquals(List.of(), methods.stream().filter(m -> !overrides(forwarding, m)).toList());
  }

  private static boolean overrides(Class<?> forwarding, Method method) {
    return Arrays.stream(forwarding.getDeclaredMethods())
        .anyMatch(
            m ->
                m.getName().equals(method.getName())
                    && Arrays.equals(m.getParameterTypes(), method.getParameterTypes()));
  }
}
