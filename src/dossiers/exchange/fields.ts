/** How a cell is read. `dropped`: known, and never kept (personal data that the product has no use for). */
export type FieldKind =
  | 'code'
  | 'procedure'
  | 'text'
  | 'channel'
  | 'ownerKind'
  | 'returnChannel'
  | 'state'
  | 'moment'
  | 'phone'
  | 'email'
  | 'term'
  | 'amount'
  | 'count'
  | 'dropped';

export interface Field {
  name: string;
  /** The name in the national synchronisation payload (reference: TrangThaiHoSo and its kin); ours, in the same style, where it has none. */
  source: string;
  kind: FieldKind;
}

const field = <Name extends string>(name: Name, source: string, kind: FieldKind = 'text') => ({ name, source, kind });

/** Every field of an exported dossier that is understood, in the order in which we write them. */
export const FIELDS = [
  field('code', 'MaHoSo', 'code'),
  field('procedureCode', 'MaTTHC', 'procedure'),
  field('procedureName', 'TenTTHC'),
  field('fieldCode', 'MaLinhVuc'),
  field('field', 'TenLinhVuc'),
  field('channel', 'KenhThucHien', 'channel'),
  field('owner', 'ChuHoSo'),
  field('ownerIdNumber', 'SoGiayToChuHoSo', 'dropped'),
  field('ownerKind', 'LoaiDoiTuong', 'ownerKind'),
  field('phone', 'SoDienThoai', 'phone'),
  field('email', 'Email', 'email'),
  field('address', 'DiaChi'),
  field('subject', 'TrichYeuHoSo'),
  field('submittedAt', 'NgayNopHoSo', 'moment'),
  field('acceptedAt', 'NgayTiepNhan', 'moment'),
  field('dueAt', 'NgayHenTra', 'moment'),
  field('state', 'TrangThaiHoSo', 'state'),
  field('returnedAt', 'NgayTra', 'moment'),
  field('returnChannel', 'HinhThuc', 'returnChannel'),
  field('resolvedAt', 'NgayKetThucXuLy', 'moment'),
  field('unit', 'DonViXuLy'),
  field('rejectedAt', 'NgayTuChoi', 'moment'),
  field('supplementRequestedAt', 'NgayYeuCauBoSung', 'moment'),
  field('reason', 'LyDo'),
  field('term', 'ThoiHanGiaiQuyet', 'term'),
  field('fee', 'LePhi', 'amount'),
  field('setCount', 'SoBoHoSo', 'count'),
] as const;

export type FieldName = (typeof FIELDS)[number]['name'];
export const FIELD_NAMES = FIELDS.map(({ name }) => name);
export const fieldOf = (name: FieldName): Field => FIELDS.find((entry) => entry.name === name)!;
export const isFieldName = (name: string): name is FieldName => (FIELD_NAMES as string[]).includes(name);

/** Lists inside a dossier of the payload: their lines stay with the one-stop software, the first reason for a supplement apart. */
export const LISTS = ['TaiLieuNop', 'DanhSachLePhi', 'DanhSachHoSoBoSung', 'DanhSachGiayToKetQua', 'QuaTrinhXuLy'];
/** The key of the headings of a field in locales: a list, the one that we write first. */
export const headingsKey = (name: FieldName): string => `dossierExchange.headings.${name}`;
