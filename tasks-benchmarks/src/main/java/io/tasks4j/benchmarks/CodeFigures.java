package io.tasks4j.benchmarks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * How wide and how long the library is, counted from the sources of a tree: {@code bin/figures}
 * prints those of a commit beside those of this tree, and a test holds the bounds. Of one file, and
 * of the JDK alone, so that it can be run without a build.
 *
 * <p>The sources counted are those under {@code src/main} of the published modules, which are the
 * modules of the root pom that do not skip the deployment, without tasks-tck.
 *
 * <ul>
 *   <li>The SPI is what a store implements or a provider offers: the public interfaces of the
 *       core's packages backend, result, lock and store that are neither sealed nor functional. Its
 *       methods are those they declare, without static ones.
 *   <li>An instanceof on a backend asks for an interface of the SPI, or for a type that implements
 *       one.
 *   <li>The places where a result is read are the most that one class of the core waits at: the
 *       objects whose {@code await(id, timeout)} it calls.
 *   <li>Lines of published code are those of Java, Lua and SQL, with comments and blank ones.
 *   <li>Exported are the core's packages without {@code internal} in their names, or what its
 *       module-info exports to all.
 *   <li>A name of one word has one capital, its first; counted are the top-level types of the core
 *       and of the backends, in percent of all of them. Those of the public API are exempt.
 * </ul>
 */
public final class CodeFigures {
  private static final Set<String> SPI_PACKAGES =
      Set.of("io.tasks4j.backend", "io.tasks4j.result", "io.tasks4j.lock", "io.tasks4j.store");
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
  private static final String CORE = "tasks-core";

  /** A top-level type. */
  private record Top(String module, String packageName, ClassTree tree) {
    boolean inCore() {
      return module.equals(CORE);
    }

    String name() {
      return tree.getSimpleName().toString();
    }

    boolean isPublic() {
      return has(tree.getModifiers(), Modifier.PUBLIC);
    }
  }

  private final List<Top> types = new ArrayList<>();
  private Set<String> exports = Set.of();
  private long lines;

  private CodeFigures() {}

  /** Arguments: the folder of the tree before, that of the tree after, and the file of bounds. */
  public static void main(String[] args) throws IOException {
    Map<String, Long> before = of(Path.of(args[0]));
    Map<String, Long> after = of(Path.of(args[1]));
    Properties bounds = bounds(Path.of(args[2]));
    System.out.printf("%-48s %10s %10s %10s%n", "", "before", "after", "at most");
    after.forEach(
        (name, value) ->
            System.out.printf(
                "%-48s %10d %10d %10s%n",
                name, before.get(name), value, bounds.getProperty(key(name), "")));
  }

  /** The file of bounds: a line for each figure that has one, its spaces as dashes. */
  static Properties bounds(Path file) throws IOException {
    Properties bounds = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      bounds.load(reader);
    }
    return bounds;
  }

  static String key(String figure) {
    return figure.replace(' ', '-');
  }

  /** All figures of the tree in a folder, by name. */
  static Map<String, Long> of(Path root) throws IOException {
    CodeFigures code = new CodeFigures();
    for (String module : published(root)) {
      code.read(module, root.resolve(module).resolve("src/main"));
    }
    return code.figures();
  }

  private static List<String> published(Path root) throws IOException {
    List<String> modules = new ArrayList<>();
    String pom = Files.readString(root.resolve("pom.xml")).replaceAll("(?s)<profiles>.*", "");
    for (MatchResult module : MODULE.matcher(pom).results().toList()) {
      String name = module.group(1);
      Path own = root.resolve(name).resolve("pom.xml");
      if (!name.equals("tasks-tck")
          && !Files.readString(own).contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
        modules.add(name);
      }
    }
    return modules;
  }

  private void read(String module, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> sources;
    try (Stream<Path> all = Files.walk(folder)) {
      sources = all.filter(file -> file.toString().matches(".*\\.(java|lua|sql)")).toList();
    }
    for (Path file : sources) {
      try (Stream<String> all = Files.lines(file)) {
        lines += all.count();
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units =
          files.getJavaFileObjectsFromPaths(
              sources.stream().filter(file -> file.toString().endsWith(".java")).toList());
      JavacTask task =
          (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
      for (CompilationUnitTree unit : task.parse()) {
        add(module, unit);
      }
    }
  }

  private void add(String module, CompilationUnitTree unit) {
    if (unit.getModule() != null && module.equals(CORE)) {
      exports = exported(unit);
    }
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree tree) {
        types.add(new Top(module, String.valueOf(unit.getPackageName()), tree));
      }
    }
  }

  private static Set<String> exported(CompilationUnitTree unit) {
    Set<String> packages = new HashSet<>();
    Pattern.compile("\\bexports ([\\w.]+);")
        .matcher(unit.getModule().toString())
        .results()
        .forEach(found -> packages.add(found.group(1)));
    return packages;
  }

  private Map<String, Long> figures() {
    List<ClassTree> spi = types.stream().filter(CodeFigures::isSpi).map(Top::tree).toList();
    List<Top> open = types.stream().filter(Top::inCore).filter(Top::isPublic).toList();
    List<Top> named =
        types.stream().filter(t -> t.inCore() || t.module.startsWith("tasks-backend-")).toList();
    long oneWord =
        named.stream()
            .filter(t -> !t.isPublic() || t.packageName.contains(".internal"))
            .filter(t -> t.name().matches("[A-Z][a-z0-9]*"))
            .count();
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("interfaces of the SPI", (long) spi.size());
    figures.put("methods of the SPI", spi.stream().mapToLong(CodeFigures::methods).sum());
    figures.put("instanceof on a backend", instanceOf(implementing(spi)));
    figures.put("places where a result is read", places());
    figures.put("lines of published code", lines);
    figures.put(
        "public types in exported packages of the core",
        open.stream().filter(t -> isExported(t.packageName)).count());
    figures.put(
        "public exceptions of the core",
        open.stream().filter(t -> t.name().endsWith("Exception")).count());
    figures.put("types named by one word", oneWord);
    figures.put("types named by one word, percent", Math.round(100.0 * oneWord / named.size()));
    return figures;
  }

  private boolean isExported(String packageName) {
    return exports.isEmpty()
        ? !List.of(packageName.split("\\.", -1)).contains("internal")
        : exports.contains(packageName);
  }

  private static boolean isSpi(Top type) {
    return type.inCore()
        && SPI_PACKAGES.contains(type.packageName)
        && type.tree.getKind() == Tree.Kind.INTERFACE
        && type.isPublic()
        && !has(type.tree.getModifiers(), Modifier.SEALED)
        && type.tree.getModifiers().getAnnotations().stream()
            .noneMatch(a -> a.getAnnotationType().toString().equals("FunctionalInterface"));
  }

  private static boolean has(ModifiersTree modifiers, Modifier modifier) {
    return modifiers.getFlags().contains(modifier);
  }

  private static long methods(ClassTree type) {
    return type.getMembers().stream()
        .filter(
            member ->
                member instanceof MethodTree method
                    && !has(method.getModifiers(), Modifier.STATIC)
                    && !has(method.getModifiers(), Modifier.PRIVATE))
        .count();
  }

  /** The names of some types, and of all that extend or implement them. */
  private Set<String> implementing(List<ClassTree> roots) {
    Map<String, Set<String>> parents = new HashMap<>();
    scan(
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitClass(ClassTree type, Void nothing) {
            Set<String> all =
                parents.computeIfAbsent(type.getSimpleName().toString(), key -> new HashSet<>());
            type.getImplementsClause().forEach(parent -> all.add(parent.toString()));
            if (type.getExtendsClause() != null) {
              all.add(type.getExtendsClause().toString());
            }
            return super.visitClass(type, null);
          }
        });
    Set<String> found = new HashSet<>();
    roots.forEach(root -> found.add(root.getSimpleName().toString()));
    int size;
    do {
      size = found.size();
      parents.forEach(
          (name, above) -> {
            if (above.stream().anyMatch(found::contains)) {
              found.add(name);
            }
          });
    } while (found.size() > size);
    return found;
  }

  private long instanceOf(Set<String> names) {
    long[] count = new long[1];
    scan(
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitInstanceOf(InstanceOfTree tree, Void nothing) {
            String type = String.valueOf(tree.getType()).replaceAll("<.*|.*\\.", "");
            count[0] += names.contains(type) ? 1 : 0;
            return super.visitInstanceOf(tree, null);
          }
        });
    return count[0];
  }

  private long places() {
    return types.stream()
        .filter(Top::inCore)
        .mapToLong(t -> awaited(t.tree).size())
        .max()
        .orElse(0);
  }

  private static Set<String> awaited(ClassTree type) {
    Set<String> places = new HashSet<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        // A latch is awaited for so many of a unit.
        if (call.getMethodSelect() instanceof MemberSelectTree method
            && method.getIdentifier().contentEquals("await")
            && call.getArguments().size() == 2
            && !call.getArguments().get(1).toString().startsWith("TimeUnit.")) {
          places.add(method.getExpression().toString());
        }
        return super.visitMethodInvocation(call, null);
      }
    }.scan(type, null);
    return places;
  }

  private void scan(TreeScanner<Void, Void> scanner) {
    types.forEach(type -> scanner.scan(type.tree, null));
  }
}
