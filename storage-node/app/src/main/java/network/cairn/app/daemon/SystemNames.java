package network.cairn.app.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import network.cairn.libp2p.resolve.Names;

/// Names as this machine knows them. A look-up has a platform thread of its own, because the system
/// holds it as long as it likes; a few at once, and as many again for those that peers told.
final class SystemNames implements Names {
  private static final int AT_ONCE = 8;
  private static final int MAX_TEXTS = 256;
  private static final int MAX_TEXT = 4096;
  private final Machine machine;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Optional<SystemNames> ofPeers;

  /// Gives the addresses of a name, whenever it has them.
  interface Machine {
    InetAddress[] addresses(String name) throws IOException;
  }

  SystemNames() {
    this(InetAddress::getAllByName);
  }

  SystemNames(Machine machine) {
    this(machine, Optional.of(new SystemNames(machine, Optional.empty())));
  }

  private SystemNames(Machine machine, Optional<SystemNames> ofPeers) {
    this.machine = machine;
    this.ofPeers = ofPeers;
  }

  @Override
  public Names ofPeers() {
    return ofPeers.orElse(this);
  }

  private interface Question<T> {
    List<T> ask() throws IOException, NamingException;
  }

  @Override
  public List<InetAddress> addresses(String name, Duration timeout)
      throws IOException, InterruptedException {
    return ask(name, timeout, () -> List.of(machine.addresses(name)));
  }

  @Override
  public List<String> texts(String name, Duration timeout)
      throws IOException, InterruptedException {
    return ask(name, timeout, () -> records(name, timeout));
  }

  private <T> List<T> ask(String name, Duration timeout, Question<T> question)
      throws IOException, InterruptedException {
    if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("too many names are being looked up");
    }
    CompletableFuture<List<T>> answer = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("names").start(() -> answer(question, answer));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nobody knew the name " + name + " in time", e);
    } catch (ExecutionException e) {
      boolean unknown = e.getCause() instanceof UnknownHostException;
      throw new IOException(
          unknown ? "no such host: " + name : "looking up " + name + " failed: " + e.getCause(), e);
    }
  }

  private <T> void answer(Question<T> question, CompletableFuture<List<T>> answer) {
    try {
      answer.complete(question.ask());
    } catch (IOException | NamingException | RuntimeException e) {
      answer.completeExceptionally(e);
    } finally {
      places.release();
    }
  }

  /// The JDK has no other client for TXT records; it is asked for records only, never for objects.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private static List<String> records(String name, Duration timeout) throws NamingException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    settings.put("com.sun.jndi.dns.timeout.initial", Long.toString(timeout.toMillis() / 2 + 1));
    settings.put("com.sun.jndi.dns.timeout.retries", "1");
    InitialDirContext context = new InitialDirContext(settings);
    try {
      Attribute found = context.getAttributes(name, new String[] {"TXT"}).get("TXT");
      return found == null ? List.of() : texts(found.getAll());
    } catch (NameNotFoundException e) {
      return List.of();
    } finally {
      context.close();
    }
  }

  private static List<String> texts(NamingEnumeration<?> values) throws NamingException {
    List<String> texts = new ArrayList<>();
    while (values.hasMore() && texts.size() < MAX_TEXTS) {
      String text = String.valueOf(values.next());
      String bare = text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
      if (bare.length() <= MAX_TEXT) {
        texts.add(bare);
      }
    }
    return texts;
  }
}
