package network.cairn.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.files.DurableFiles;

/// What a daemon is told of who calls, and what it must prove before.
sealed interface Trust {
  /// It proves nothing and is shown no token.
  record None() implements Trust {}

  /// A secret that the user gave together with the address: whoever answers there is shown it.
  record Given(String secret) implements Trust {
    @Override
    public String toString() {
      return "Given";
    }
  }

  /// It must prove to have one of some tokens before anything else is said, and is shown the secret
  /// then by the calls that ask for it.
  ///
  /// @param secret the home's token, or what the user gave
  /// @param proofs tokens of which it must have one
  /// @param typed whether the user gave the secret
  record Proved(String secret, List<String> proofs, boolean typed) implements Trust {
    public Proved {
      proofs = List.copyOf(proofs);
      if (proofs.isEmpty() || proofs.contains("")) {
        throw new IllegalArgumentException("anybody can prove to have an empty token");
      }
    }

    @Override
    public String toString() {
      return "Proved";
    }
  }

  /// It would have to prove to be the home's own daemon, and cannot: nothing is said.
  ///
  /// @param why as the end of a sentence
  record Unprovable(String why) implements Trust {}

  int MAX_TOKEN = 1024;

  /// What the user gave, as [network.cairn.api.AuthSecret] reads it.
  static Trust given(String text) {
    return new Given(text);
  }

  /// That of whoever answers where a home says that its daemon is. A stranger may have taken the
  /// place of a daemon that died, and a token would go to another machine in the clear.
  ///
  /// A secret that the user gave may be one of many that open the daemon's door, and no proof: the
  /// home's token, where this user may read it, is as good.
  ///
  /// @param typed the secret that the user gave, if not the home's token
  /// @throws IOException if others can read the home's token
  static Trust own(Path home, InetSocketAddress address, Optional<String> typed)
      throws IOException {
    if (address.getAddress() == null || !isHere(address.getAddress())) {
      return new Unprovable("that is on another machine");
    }
    Path file = home.resolve("token");
    if (typed.isPresent()) {
      String bare = token(typed.get());
      return bare.isEmpty()
          ? new Unprovable("the token of --api-auth is empty")
          : new Proved(
              typed.get(), Stream.concat(Stream.of(bare), readable(file).stream()).toList(), true);
    }
    try {
      String token = read(file);
      return token.isEmpty()
          ? new Unprovable(file + " is empty")
          : new Proved(token, List.of(token), false);
    } catch (NoSuchFileException e) {
      return new Unprovable("there is no file " + file);
    } catch (AccessDeniedException e) {
      return new Unprovable(file + " is not yours to read");
    }
  }

  private static String read(Path file) throws IOException {
    return new String(DurableFiles.readSecret(file, MAX_TOKEN), StandardCharsets.US_ASCII).strip();
  }

  /// Empty where it is not there, not this user's, or others' too.
  private static Optional<String> readable(Path file) {
    try {
      return Optional.of(read(file)).filter(token -> !token.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// That of a daemon that the user named, for commands that need a token: the home's own proves to
  /// be it; another's is as good as one that nothing is known of.
  ///
  /// @throws IOException if others can read the home's token
  static Trust named(Path home, InetSocketAddress address) throws IOException {
    return own(home, address, Optional.empty()) instanceof Proved own ? own : new None();
  }

  /// The secret alone, without the word in front that says what it is.
  static String token(String text) {
    return text.startsWith("bearer:") ? text.substring(7) : text;
  }

  private static boolean isHere(InetAddress address) throws IOException {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || NetworkInterface.getByInetAddress(address) != null;
  }
}
