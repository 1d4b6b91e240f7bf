package mortise.net;

/**
 * The security context of a message's sender, such as SELinux has it: SCM_SECURITY of unix(7),
 * asked for with {@link Option#SO_PASSSEC}.
 *
 * @param text the label
 */
public record SecurityLabel(String text) implements Ancillary {}
