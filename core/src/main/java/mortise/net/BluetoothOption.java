package mortise.net;

import mortise.sys.BluetoothBluetooth;
import mortise.sys.BluetoothHci;
import mortise.sys.BluetoothL2cap;
import mortise.sys.BluetoothRfcomm;

/**
 * The options of Bluetooth sockets, with their values. Those without a type are the bytes of the
 * struct that BlueZ has for them.
 */
public final class BluetoothOption {
  private static final OptionLevel ALL = new OptionLevel(Level.BLUETOOTH);
  private static final OptionLevel L2CAP = new OptionLevel(Level.L2CAP);
  private static final OptionLevel RFCOMM = new OptionLevel(Level.RFCOMM);
  private static final OptionLevel HCI = new OptionLevel(Level.HCI);

  /** The least security, a BT_SECURITY_ level and the size of the key, a byte each. */
  public static final Option<byte[]> BT_SECURITY =
      ALL.of("BT_SECURITY", BluetoothBluetooth.BT_SECURITY, Codecs.bytes());

  /** {@link #BT_SECURITY}: for service discovery alone. */
  public static final int BT_SECURITY_SDP = BluetoothBluetooth.BT_SECURITY_SDP;

  /** {@link #BT_SECURITY}: none. */
  public static final int BT_SECURITY_LOW = BluetoothBluetooth.BT_SECURITY_LOW;

  /** {@link #BT_SECURITY}: encrypted. */
  public static final int BT_SECURITY_MEDIUM = BluetoothBluetooth.BT_SECURITY_MEDIUM;

  /** {@link #BT_SECURITY}: encrypted, and the peer authenticated. */
  public static final int BT_SECURITY_HIGH = BluetoothBluetooth.BT_SECURITY_HIGH;

  /** {@link #BT_SECURITY}: as FIPS 140 wants it. */
  public static final int BT_SECURITY_FIPS = BluetoothBluetooth.BT_SECURITY_FIPS;

  /** Whether a connection is accepted before it is authorised, by the first receive. */
  public static final Option<Boolean> BT_DEFER_SETUP =
      ALL.flag("BT_DEFER_SETUP", BluetoothBluetooth.BT_DEFER_SETUP);

  /** Whether what is late may be dropped. */
  public static final Option<Boolean> BT_FLUSHABLE =
      ALL.flag("BT_FLUSHABLE", BluetoothBluetooth.BT_FLUSHABLE);

  /** {@link #BT_FLUSHABLE}: false. */
  public static final int BT_FLUSHABLE_OFF = BluetoothBluetooth.BT_FLUSHABLE_OFF;

  /** {@link #BT_FLUSHABLE}: true. */
  public static final int BT_FLUSHABLE_ON = BluetoothBluetooth.BT_FLUSHABLE_ON;

  /** Whether to wake a link that saves power. */
  public static final Option<Integer> BT_POWER =
      ALL.number("BT_POWER", BluetoothBluetooth.BT_POWER);

  /** {@link #BT_POWER}: no. */
  public static final int BT_POWER_FORCE_ACTIVE_OFF = BluetoothBluetooth.BT_POWER_FORCE_ACTIVE_OFF;

  /** {@link #BT_POWER}: yes. */
  public static final int BT_POWER_FORCE_ACTIVE_ON = BluetoothBluetooth.BT_POWER_FORCE_ACTIVE_ON;

  /** Whether channels may move to another controller. */
  public static final Option<Integer> BT_CHANNEL_POLICY =
      ALL.number("BT_CHANNEL_POLICY", BluetoothBluetooth.BT_CHANNEL_POLICY);

  /** {@link #BT_CHANNEL_POLICY}: never. */
  public static final int BT_CHANNEL_POLICY_BREDR_ONLY =
      BluetoothBluetooth.BT_CHANNEL_POLICY_BREDR_ONLY;

  /** {@link #BT_CHANNEL_POLICY}: where the peer asks for it. */
  public static final int BT_CHANNEL_POLICY_BREDR_PREFERRED =
      BluetoothBluetooth.BT_CHANNEL_POLICY_BREDR_PREFERRED;

  /** {@link #BT_CHANNEL_POLICY}: as soon as there is one. */
  public static final int BT_CHANNEL_POLICY_AMP_PREFERRED =
      BluetoothBluetooth.BT_CHANNEL_POLICY_AMP_PREFERRED;

  /** How the voice is coded. */
  public static final Option<Integer> BT_VOICE =
      ALL.number("BT_VOICE", BluetoothBluetooth.BT_VOICE);

  /** {@link #BT_VOICE}: as the program has coded it. */
  public static final int BT_VOICE_TRANSPARENT = BluetoothBluetooth.BT_VOICE_TRANSPARENT;

  /** {@link #BT_VOICE}: CVSD of 16 bits. */
  public static final int BT_VOICE_CVSD_16BIT = BluetoothBluetooth.BT_VOICE_CVSD_16BIT;

  /** {@link #BT_VOICE}: as the program has coded it, 16 bits. */
  public static final int BT_VOICE_TRANSPARENT_16BIT =
      BluetoothBluetooth.BT_VOICE_TRANSPARENT_16BIT;

  /** The longest message to send, in bytes. */
  public static final Option<Integer> BT_SNDMTU =
      ALL.number("BT_SNDMTU", BluetoothBluetooth.BT_SNDMTU);

  /** The longest message to receive, in bytes. */
  public static final Option<Integer> BT_RCVMTU =
      ALL.number("BT_RCVMTU", BluetoothBluetooth.BT_RCVMTU);

  /** What the radio link can do, BT_PHY_ bits. Read only. */
  public static final Option<Integer> BT_PHY =
      ALL.number("BT_PHY", BluetoothBluetooth.BT_PHY).readOnly();

  /** {@link #BT_PHY}: basic 1 Mbit/s, 1 slot. */
  public static final int BT_PHY_BR_1M_1SLOT = BluetoothBluetooth.BT_PHY_BR_1M_1SLOT;

  /** {@link #BT_PHY}: basic 1 Mbit/s, 3 slots. */
  public static final int BT_PHY_BR_1M_3SLOT = BluetoothBluetooth.BT_PHY_BR_1M_3SLOT;

  /** {@link #BT_PHY}: basic 1 Mbit/s, 5 slots. */
  public static final int BT_PHY_BR_1M_5SLOT = BluetoothBluetooth.BT_PHY_BR_1M_5SLOT;

  /** {@link #BT_PHY}: enhanced 2 Mbit/s, 1 slot. */
  public static final int BT_PHY_EDR_2M_1SLOT = BluetoothBluetooth.BT_PHY_EDR_2M_1SLOT;

  /** {@link #BT_PHY}: enhanced 2 Mbit/s, 3 slots. */
  public static final int BT_PHY_EDR_2M_3SLOT = BluetoothBluetooth.BT_PHY_EDR_2M_3SLOT;

  /** {@link #BT_PHY}: enhanced 2 Mbit/s, 5 slots. */
  public static final int BT_PHY_EDR_2M_5SLOT = BluetoothBluetooth.BT_PHY_EDR_2M_5SLOT;

  /** {@link #BT_PHY}: enhanced 3 Mbit/s, 1 slot. */
  public static final int BT_PHY_EDR_3M_1SLOT = BluetoothBluetooth.BT_PHY_EDR_3M_1SLOT;

  /** {@link #BT_PHY}: enhanced 3 Mbit/s, 3 slots. */
  public static final int BT_PHY_EDR_3M_3SLOT = BluetoothBluetooth.BT_PHY_EDR_3M_3SLOT;

  /** {@link #BT_PHY}: enhanced 3 Mbit/s, 5 slots. */
  public static final int BT_PHY_EDR_3M_5SLOT = BluetoothBluetooth.BT_PHY_EDR_3M_5SLOT;

  /** {@link #BT_PHY}: LE 1 Mbit/s, sending. */
  public static final int BT_PHY_LE_1M_TX = BluetoothBluetooth.BT_PHY_LE_1M_TX;

  /** {@link #BT_PHY}: LE 1 Mbit/s, receiving. */
  public static final int BT_PHY_LE_1M_RX = BluetoothBluetooth.BT_PHY_LE_1M_RX;

  /** {@link #BT_PHY}: LE 2 Mbit/s, sending. */
  public static final int BT_PHY_LE_2M_TX = BluetoothBluetooth.BT_PHY_LE_2M_TX;

  /** {@link #BT_PHY}: LE 2 Mbit/s, receiving. */
  public static final int BT_PHY_LE_2M_RX = BluetoothBluetooth.BT_PHY_LE_2M_RX;

  /** {@link #BT_PHY}: LE coded, sending. */
  public static final int BT_PHY_LE_CODED_TX = BluetoothBluetooth.BT_PHY_LE_CODED_TX;

  /** {@link #BT_PHY}: LE coded, receiving. */
  public static final int BT_PHY_LE_CODED_RX = BluetoothBluetooth.BT_PHY_LE_CODED_RX;

  /** How a channel cares for what gets lost. */
  public static final Option<Integer> BT_MODE = ALL.number("BT_MODE", BluetoothBluetooth.BT_MODE);

  /** {@link #BT_MODE}: not at all. */
  public static final int BT_MODE_BASIC = BluetoothBluetooth.BT_MODE_BASIC;

  /** {@link #BT_MODE}: it sends again. */
  public static final int BT_MODE_ERTM = BluetoothBluetooth.BT_MODE_ERTM;

  /** {@link #BT_MODE}: it drops. */
  public static final int BT_MODE_STREAMING = BluetoothBluetooth.BT_MODE_STREAMING;

  /** {@link #BT_MODE}: by credits, on LE. */
  public static final int BT_MODE_LE_FLOWCTL = BluetoothBluetooth.BT_MODE_LE_FLOWCTL;

  /** {@link #BT_MODE}: by credits. */
  public static final int BT_MODE_EXT_FLOWCTL = BluetoothBluetooth.BT_MODE_EXT_FLOWCTL;

  /** Adds to every voice packet whether it arrived intact. */
  public static final Option<Boolean> BT_PKT_STATUS =
      ALL.flag("BT_PKT_STATUS", BluetoothBluetooth.BT_PKT_STATUS);

  /** The quality of LE audio, {@code struct bt_iso_qos}. */
  public static final Option<byte[]> BT_ISO_QOS =
      ALL.of("BT_ISO_QOS", BluetoothBluetooth.BT_ISO_QOS, Codecs.bytes());

  /** The codecs of voice, {@code struct bt_codecs}. */
  public static final Option<byte[]> BT_CODEC =
      ALL.of("BT_CODEC", BluetoothBluetooth.BT_CODEC, Codecs.bytes());

  /** The mode of the link of an L2CAP channel, L2CAP_LM_ bits. */
  public static final Option<Integer> L2CAP_LM = L2CAP.number("L2CAP_LM", BluetoothL2cap.L2CAP_LM);

  /** {@link #L2CAP_LM}: this side leads. */
  public static final int L2CAP_LM_MASTER = BluetoothL2cap.L2CAP_LM_MASTER;

  /** {@link #L2CAP_LM}: the peer is authenticated. */
  public static final int L2CAP_LM_AUTH = BluetoothL2cap.L2CAP_LM_AUTH;

  /** {@link #L2CAP_LM}: encrypted. */
  public static final int L2CAP_LM_ENCRYPT = BluetoothL2cap.L2CAP_LM_ENCRYPT;

  /** {@link #L2CAP_LM}: the peer is trusted. */
  public static final int L2CAP_LM_TRUSTED = BluetoothL2cap.L2CAP_LM_TRUSTED;

  /** {@link #L2CAP_LM}: reliable. */
  public static final int L2CAP_LM_RELIABLE = BluetoothL2cap.L2CAP_LM_RELIABLE;

  /** {@link #L2CAP_LM}: secure. */
  public static final int L2CAP_LM_SECURE = BluetoothL2cap.L2CAP_LM_SECURE;

  /** The mode of the link of an RFCOMM line, RFCOMM_LM_ bits. */
  public static final Option<Integer> RFCOMM_LM =
      RFCOMM.number("RFCOMM_LM", BluetoothRfcomm.RFCOMM_LM);

  /** {@link #RFCOMM_LM}: this side leads. */
  public static final int RFCOMM_LM_MASTER = BluetoothRfcomm.RFCOMM_LM_MASTER;

  /** {@link #RFCOMM_LM}: the peer is authenticated. */
  public static final int RFCOMM_LM_AUTH = BluetoothRfcomm.RFCOMM_LM_AUTH;

  /** {@link #RFCOMM_LM}: encrypted. */
  public static final int RFCOMM_LM_ENCRYPT = BluetoothRfcomm.RFCOMM_LM_ENCRYPT;

  /** {@link #RFCOMM_LM}: the peer is trusted. */
  public static final int RFCOMM_LM_TRUSTED = BluetoothRfcomm.RFCOMM_LM_TRUSTED;

  /** {@link #RFCOMM_LM}: reliable. */
  public static final int RFCOMM_LM_RELIABLE = BluetoothRfcomm.RFCOMM_LM_RELIABLE;

  /** {@link #RFCOMM_LM}: secure. */
  public static final int RFCOMM_LM_SECURE = BluetoothRfcomm.RFCOMM_LM_SECURE;

  /** Which packets of a controller to receive, {@code struct hci_filter}. */
  public static final Option<byte[]> HCI_FILTER =
      HCI.of("HCI_FILTER", BluetoothHci.HCI_FILTER, Codecs.bytes());

  /** Adds the direction to every packet. */
  public static final Option<Boolean> HCI_DATA_DIR =
      HCI.flag("HCI_DATA_DIR", BluetoothHci.HCI_DATA_DIR);

  /** Adds the time of arrival to every packet. */
  public static final Option<Boolean> HCI_TIME_STAMP =
      HCI.flag("HCI_TIME_STAMP", BluetoothHci.HCI_TIME_STAMP);

  private BluetoothOption() {}
}
