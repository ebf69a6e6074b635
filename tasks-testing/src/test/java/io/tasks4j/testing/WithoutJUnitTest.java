package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class WithoutJUnitTest {
  @Test
  void all_but_the_extension_works_where_there_is_no_junit() throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("junit") && !entry.contains("opentest4j")) {
        path.add(Path.of(entry).toUri().toURL());
      }
    }

    Object said;
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> program = loader.loadClass(WithoutJUnit.class.getName());
      said = ((Callable<?>) program.getConstructor().newInstance()).call();
    }

    assertEquals("no JUnit, Thumbnail[path=cat.jpg@1]", said);
  }
}
