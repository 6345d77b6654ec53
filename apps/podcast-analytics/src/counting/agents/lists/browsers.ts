import { listOf } from './entries.ts';

/** In this order: the later call themselves by the names of the earlier. */
export const browsers = listOf([
  ['Brave', /^Mozilla\/.* Brave\//],
  ['Opera', /^Opera\/| OPR\/| OPT\//],
  ['Edge', / Edge?\/| EdgA\/| EdgiOS\//],
  ['Samsung Internet', / SamsungBrowser\//],
  ['Vivaldi', / Vivaldi\//],
  ['DuckDuckGo', /DuckDuckGo\/| Ddg\//],
  ['Firefox', /Firefox\/| FxiOS\/| Focus\//],
  ['Chrome', / Chrome\/| CriOS\/|^Chrome\/.*CFNetwork/],
  ['Internet Explorer', /MSIE |Trident\//],
  ['Safari', /AppleWebKit.*Safari\/|^MobileSafari\/|^Safari\//],
  ['iOS web view', /^Mozilla\/5\.0 \(i(?:Phone|Pad|Pod touch);.*AppleWebKit\/.*Mobile\//],
  ['WebKit', /^Mozilla\/5\.0 \(.*AppleWebKit\/\S+ \(KHTML, like Gecko\)$/],
]);
