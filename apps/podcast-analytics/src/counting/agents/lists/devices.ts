import { listOf } from './entries.ts';

export const devices = listOf([
  ['Apple HomePod', /HomePod|^AirPodcasts\//, 'smart_speaker'],
  ['Apple Watch', /\bWatch ?OS\b|watchOS|\(Apple Watch|^atc\/|^Watch\//, 'watch'],
  ['Apple TV', /Apple ?TV|apple_tv/, 'smart_tv'],
  ['Apple iPad', /i[Pp]ad|^IPAD/, 'mobile'],
  ['Apple iPod', /i[Pp]od|^IPOD/, 'mobile'],
  ['Apple computer', /Macintosh|^Mac ?OS ?X|MacBook|[mM]acOS|\(Mac OS X|CFNetwork\/.*x86_64|; osx\//, 'computer'],
  ['Apple iPhone', /i[Pp]hone|\bi(?:OS|os)\b|CFNetwork/, 'mobile'],
  ['Amazon smart speaker', /Alexa|^Echo\/|^Amazon;Echo/, 'smart_speaker'],
  ['Google smart speaker', /CrKey.*SmartSpeaker|GoogleChirp|Google-Speech-Actions/, 'smart_speaker'],
  ['Smart speaker', /[Ss]onos|^Bose|^HEOS|^Denon;|^Bluesound/, 'smart_speaker'],
  ['Car', /\((?:Rivian|BYD AUTO|Volvo|Polestar|gminfo\S*)\)|^Cinemo\/| Cinemo\//, 'auto'],
  [
    'Smart TV',
    /S(?:mart|MART)[-_]?TV|^Roku|CrKey|BRAVIA|GoogleTV|HbbTV|Web0S|Tizen|AFT[A-Z]|MiTV|Chromecast|[Xx]box|;ps5;/,
    'smart_tv',
  ],
  ['Chromebook', /CrOS/, 'computer'],
  ['Watch', /\bWear\b|^Garmin |SM-R\d{3}/, 'watch'],
  ['Android tablet', /Android.*[Tt]ablet|[Tt]ablet.*[Aa]ndroid|android-tablet|\bSM-[TX]\d/, 'mobile'],
  ['Android phone', /[Aa]ndroid|ExoPlayer|^AntennaPod\//, 'mobile'],
  ['KaiOS phone', /KAIOS|KaiOS/, 'mobile'],
  ['Windows computer', /[Ww]indows|Win(?:32|64)|NSPlayer|WMPlayer|Winamp/, 'computer'],
  ['Linux computer', /[Ll]inux|X11|LibVLC|^gvfs/, 'computer'],
]);
