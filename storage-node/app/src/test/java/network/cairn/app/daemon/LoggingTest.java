package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// The levels are the process's own, so that each test puts them back.
@Isolated
final class LoggingTest {
  private final Logging logging = new Logging();
  private final Map<Logger, Level> before = new HashMap<>();

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  @BeforeEach
  void remember() {
    context().getLoggerList().forEach(logger -> before.put(logger, logger.getLevel()));
  }

  @AfterEach
  void putBack() {
    for (Logger logger : context().getLoggerList()) {
      if (logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
        logger.setLevel(before.getOrDefault(logger, Level.WARN));
      } else {
        logger.setLevel(before.get(logger));
      }
    }
  }

  private static boolean says(String logger) {
    return LoggerFactory.getLogger(logger).isInfoEnabled();
  }

  @Test
  void aRoleThatMovesMoneySaysWhatItDoes() {
    Logging.start(Map.of(), Optional.empty());
    assertThat(logging.levels())
        .containsEntry("provider", "info")
        .containsEntry("market", "info")
        .containsEntry("ledger", "info")
        .containsEntry("swarm", "warn");
    assertThat(says("network.cairn.provider")).isTrue();
    assertThat(says("network.cairn.market")).isTrue();
    assertThat(says("network.cairn.libp2p.swarm.Swarm")).isFalse();
  }

  @Test
  void theConfigurationAndAboveItTheEnvironmentSetTheLevelsOfAStart() {
    Logging.start(Map.of(), Optional.of("error, bitswap=debug"));
    assertThat(logging.levels())
        .containsEntry("provider", "error")
        .containsEntry("bitswap", "debug");
    Logging.start(Map.of("CAIRN_LOGGING", "provider=warn"), Optional.of("error"));
    assertThat(logging.levels()).containsEntry("provider", "warn").containsEntry("market", "info");
  }

  @Test
  void kubosVariableCountsWhereOursIsNotSetAndMayNameItsOwnAreas() {
    Logging.start(Map.of("GOLOG_LOG_LEVEL", "fatal,dht=debug,bitswap=info"), Optional.empty());
    assertThat(logging.levels())
        .containsEntry("provider", "error")
        .containsEntry("bitswap", "info");
    Logging.start(Map.of("GOLOG_LOG_LEVEL", "debug", "CAIRN_LOGGING", "warning"), Optional.empty());
    assertThat(logging.levels()).containsEntry("provider", "warn");
  }

  @Test
  void whatIsNoLevelOrAreaIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(() -> Logging.start(Map.of("CAIRN_LOGGING", "loud"), Optional.empty()))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("CAIRN_LOGGING: 'loud' is no level")
        .hasMessageContaining("error, warn, info, debug, trace");
    assertThatThrownBy(() -> Logging.start(Map.of(), Optional.of("money=debug")))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("Log.Level: there is no area 'money'")
        .hasMessageContaining("provider, market");
  }

  @Test
  void aRunningProcessIsTold() {
    Logging.start(Map.of(), Optional.empty());
    logging.set("market", "DEBUG");
    assertThat(logging.levels()).containsEntry("market", "debug").containsEntry("ledger", "info");
    assertThat(LoggerFactory.getLogger("network.cairn.deals.market.Placing").isDebugEnabled())
        .isTrue();
    assertThatThrownBy(() -> logging.set("mark", "debug"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> logging.set("market", "loud"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRestHasALevelOfItsOwnWhichKubosWordDefaultMeans() {
    Logging.start(Map.of(), Optional.of("error,provider=info"));
    assertThat(logging.rest()).isEqualTo("error");
    assertThat(logging.set("provider", "default")).isEqualTo("error");
    assertThat(logging.level("provider")).isEqualTo("error");
    assertThat(logging.setAll("INFO")).isEqualTo("info");
    assertThat(logging.rest()).isEqualTo("info");
    assertThat(logging.levels().values()).containsOnly("info");
    assertThat(logging.set("core", "debug")).isEqualTo("debug");
    assertThat(logging.level("core")).isEqualTo("debug");
    assertThat(logging.level("daemon")).isEqualTo("debug");
    assertThat(logging.levels()).doesNotContainKey("core").hasSize(11);
    assertThatThrownBy(() -> logging.level("dht"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no area 'dht' of the log; there are provider, market");
  }

  /// A peer chooses the text of a refusal, a name, a reason.
  @Test
  void textOfOthersForgesNoLine() throws Exception {
    LoggerContext own = new LoggerContext();
    JoranConfigurator reader = new JoranConfigurator();
    reader.setContext(own);
    reader.doConfigure(Logging.class.getResource("/logback.xml"));
    Logger root = own.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    OutputStreamAppender<ILoggingEvent> stderr =
        (OutputStreamAppender<ILoggingEvent>) root.getAppender("stderr");
    String hostile = "a\nlevel=ERROR msg=\"you are robbed\"\r\u001b[2J\u202e\u2066\u0085\u2028z";
    LoggingEvent event =
        new LoggingEvent(
            "", root, Level.INFO, "refused: {}", new Exception(hostile), new Object[] {hostile});
    String line = new String(stderr.getEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(line).endsWith("\n").contains("msg=\"refused: a ").contains("'you are robbed'");
    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line.strip()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    own.stop();
  }
}
