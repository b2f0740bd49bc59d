package network.cairn.http.rpc.kubo;

import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.StringTokenizer;
import network.cairn.api.answer.kubo.DependencyAnswer;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Reply;

/// `version/deps`: what the process runs with, by the names of the files that it was started with.
final class Libraries {
  private static final String ENDING = ".jar";

  private Libraries() {}

  static void list(Call call, Reply reply) throws IOException {
    for (DependencyAnswer library : of(System.getProperty("java.class.path", ""))) {
      reply.line(library);
    }
  }

  /// The libraries of a class path, by name; folders are the program itself.
  static List<DependencyAnswer> of(String classPath) {
    return Collections.list(new StringTokenizer(classPath, File.pathSeparator)).stream()
        .map(String.class::cast)
        .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
        .filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length()))
        .sorted()
        .map(Libraries::library)
        .toList();
  }

  /// The version begins after the first `-` that a digit follows: `jackson-core-3.0.2`,
  /// `x-0.1.0-SNAPSHOT`.
  private static DependencyAnswer library(String name) {
    for (int dash = name.indexOf('-', 1); dash > 0; dash = name.indexOf('-', dash + 1)) {
      if (dash + 1 < name.length() && isDigit(name.charAt(dash + 1))) {
        return new DependencyAnswer(name.substring(0, dash), name.substring(dash + 1));
      }
    }
    return new DependencyAnswer(name, "");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
