package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a program of somebody else may use is listed, and says what it does.
class PublicTypesTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\|([^|]*)\\|");
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*)`");

  /// The README has a row for each package.
  @Test
  void readmeListsEveryTypeThatAProgramMeets() throws IOException {
    Set<String> listed = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
    while (row.find()) {
      Matcher type = TYPE.matcher(row.group(2));
      while (type.find()) {
        listed.add("network.cairn." + row.group(1) + "." + type.group(1));
      }
    }
    assertThat(listed)
        .as("the tables of types in README.md; a type that need not be seen, hide it")
        .containsExactlyElementsOf(PublicSurface.types());
  }

  @Test
  void everyPublicMemberOfTheseTypesSaysWhatItIs() throws IOException {
    List<Path> sources =
        PublicSurface.types().stream()
            .map(name -> {
              String file = "src/main/java/" + name.replace('.', '/') + ".java";
              return Path.of(name.startsWith("network.cairn.base.") ? "../base/" + file : file);
            })
            .toList();
    List<String> silent = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        new Silent(DocTrees.instance(task), silent).scan(unit, null);
      }
    }
    assertThat(silent).as("public, but without a word on what it is").isEmpty();
  }

  /// Collects what is public and has no comment. What overrides has that of the overridden; the
  /// parts of a record and of an enum are told by the type's.
  private static final class Silent extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees docs;
    private final List<String> found;

    Silent(DocTrees docs, List<String> found) {
      this.docs = docs;
      this.found = found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
      if (isPublic(type.getModifiers())) {
        note(type.getSimpleName().toString());
        return super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      boolean compact = method.getReturnType() == null && isOfRecord();
      if (isPublic(method.getModifiers()) && !overrides && !compact) {
        note(method.getName() + "(" + method.getParameters().size() + ")");
      }
      return null;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree field, @Nullable Void none) {
      boolean constant = field.getType() instanceof IdentifierTree type && isOfEnum(type);
      if (isPublic(field.getModifiers()) && !constant) {
        note(field.getName().toString());
      }
      return null;
    }

    private ClassTree enclosing() {
      for (Tree tree : getCurrentPath().getParentPath()) {
        if (tree instanceof ClassTree type) {
          return type;
        }
      }
      throw new AssertionError("a member without a type");
    }

    private boolean isOfEnum(IdentifierTree type) {
      return enclosing().getKind() == Tree.Kind.ENUM
          && type.getName().equals(enclosing().getSimpleName());
    }

    private boolean isOfRecord() {
      return enclosing().getKind() == Tree.Kind.RECORD;
    }

    private boolean isPublic(ModifiersTree modifiers) {
      boolean ofInterface =
          getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
              && type.getKind() == Tree.Kind.INTERFACE
              && !modifiers.getFlags().contains(Modifier.PRIVATE);
      return ofInterface || modifiers.getFlags().contains(Modifier.PUBLIC);
    }

    private void note(String name) {
      if (docs.getDocCommentTree(getCurrentPath()) == null) {
        String unit = getCurrentPath().getCompilationUnit().getSourceFile().getName();
        found.add(Path.of(unit).getFileName() + ": " + name);
      }
    }
  }
}
