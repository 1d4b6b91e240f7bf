package mortise.net;

import java.util.Locale;
import mortise.sys.BluetoothBluetooth;
import mortise.sys.BluetoothHci;

/**
 * An address of Bluetooth, which has one form for each protocol. A device is written as everywhere:
 * six bytes in hexadecimal with colons between them, the highest first.
 *
 * <p>The kernel's bytes do not contain the protocol, but each form has its own length; any other
 * length is a {@link RawAddress}.
 */
public sealed interface Bluetooth extends Address {
  /** No device in particular: any controller of this host, to bind to (BDADDR_ANY). */
  String ANY = "00:00:00:00:00:00";

  /** This host itself (BDADDR_LOCAL). */
  String LOCAL = "00:00:00:FF:FF:FF";

  /** {@link L2cap#kind}: a device of classic Bluetooth (BDADDR_BREDR). */
  int CLASSIC = BluetoothBluetooth.BDADDR_BREDR;

  /** {@link L2cap#kind}: a device of Bluetooth LE, by its public address (BDADDR_LE_PUBLIC). */
  int LE_PUBLIC = BluetoothBluetooth.BDADDR_LE_PUBLIC;

  /** {@link L2cap#kind}: a device of Bluetooth LE, by a random address (BDADDR_LE_RANDOM). */
  int LE_RANDOM = BluetoothBluetooth.BDADDR_LE_RANDOM;

  @Override
  default Family family() {
    return Family.BLUETOOTH;
  }

  /**
   * A channel of L2CAP. Only one of {@code psm} and {@code cid} can be other than 0.
   *
   * @param device whose channel it is
   * @param psm the service, 0 to 65535
   * @param cid the channel's own number, 0 to 65535
   * @param kind of which kind the device is, {@link #CLASSIC} or another
   */
  record L2cap(String device, int psm, int cid, int kind) implements Bluetooth {
    public L2cap {
      device = checkDevice(device);
      check("psm", psm, 0xffff);
      check("cid", cid, 0xffff);
      check("kind", kind, 0xff);
    }

    /** A service of a device of classic Bluetooth. */
    public static L2cap of(String device, int psm) {
      return new L2cap(device, psm, 0, CLASSIC);
    }

    /** {@code l2cap:00:11:22:33:44:55:psm=25:cid=0:kind=0}. */
    @Override
    public String toString() {
      return "l2cap:" + device + ":psm=" + psm + ":cid=" + cid + ":kind=" + kind;
    }
  }

  /**
   * A serial line of RFCOMM.
   *
   * @param device whose line it is
   * @param channel 1 to 30; 0 lets the kernel choose, to bind to
   */
  record Rfcomm(String device, int channel) implements Bluetooth {
    public Rfcomm {
      device = checkDevice(device);
      check("channel", channel, 0xff);
    }

    /** {@code rfcomm:00:11:22:33:44:55:channel=1}. */
    @Override
    public String toString() {
      return "rfcomm:" + device + ":channel=" + channel;
    }
  }

  /**
   * A controller of this host.
   *
   * @param controller 0 for hci0 and so on, {@link #NO_CONTROLLER} for none
   * @param channel what is talked about, see the constants
   */
  record Hci(int controller, int channel) implements Bluetooth {
    /** No controller in particular (HCI_DEV_NONE). */
    public static final int NO_CONTROLLER = BluetoothHci.HCI_DEV_NONE;

    /** {@link #channel}: the packets, beside the kernel's own use (HCI_CHANNEL_RAW). */
    public static final int RAW = BluetoothHci.HCI_CHANNEL_RAW;

    /** {@link #channel}: the controller for this program alone (HCI_CHANNEL_USER). */
    public static final int USER = BluetoothHci.HCI_CHANNEL_USER;

    /** {@link #channel}: what all controllers do, to look at (HCI_CHANNEL_MONITOR). */
    public static final int MONITOR = BluetoothHci.HCI_CHANNEL_MONITOR;

    /** {@link #channel}: the management of the controllers (HCI_CHANNEL_CONTROL). */
    public static final int CONTROL = BluetoothHci.HCI_CHANNEL_CONTROL;

    /** {@link #channel}: adds lines to what a monitor sees (HCI_CHANNEL_LOGGING). */
    public static final int LOGGING = BluetoothHci.HCI_CHANNEL_LOGGING;

    public Hci {
      check("controller", controller, 0xffff);
      check("channel", channel, 0xffff);
    }

    /** The packets of a controller. */
    public static Hci of(int controller) {
      return new Hci(controller, RAW);
    }

    /** {@code hci:0:channel=0}: the controller and the channel. */
    @Override
    public String toString() {
      return "hci:" + controller + ":channel=" + channel;
    }
  }

  /**
   * The voice of a device.
   *
   * @param device the device's address
   */
  record Sco(String device) implements Bluetooth {
    public Sco {
      device = checkDevice(device);
    }

    /** {@code sco:00:11:22:33:44:55}. */
    @Override
    public String toString() {
      return "sco:" + device;
    }
  }

  private static String checkDevice(String device) {
    if (!device.matches("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}")) {
      throw new IllegalArgumentException(
          "Bluetooth device \"" + device + "\" is not like 01:23:45:67:89:AB");
    }
    return device.toUpperCase(Locale.ROOT);
  }

  private static void check(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "Bluetooth " + what + " " + value + " is not in 0.." + most);
    }
  }
}
