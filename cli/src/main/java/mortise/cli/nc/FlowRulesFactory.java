package mortise.cli.nc;

import mortise.cli.flow.FlowRules;
import mortise.cli.nc.NcSettings.TransferMode;

/** The end conditions of a conversation, from the settings. */
final class FlowRulesFactory {
  /** What ncat sends in a datagram at the most. */
  private static final int DATAGRAM = 8192;

  private FlowRulesFactory() {}

  static FlowRules of(NcSettings settings) {
    TransferMode transferMode = settings.transferMode();
    boolean stream = settings.target().isStream();
    boolean stays =
        settings.listening().keepOpen()
            && settings.target().transport() == NcSettings.Transport.TCP
            && !transferMode.recvOnly();
    return new FlowRules(
        !transferMode.recvOnly(),
        !transferMode.sendOnly(),
        transferMode.shutsDown(),
        settings.times().quitAfter(),
        stays,
        settings.times().idle(),
        settings.times().delay(),
        stream ? FlowRules.PART : transferMode.crlf() ? 2 * DATAGRAM : DATAGRAM);
  }
}
