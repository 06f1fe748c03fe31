var ro=Object.create;var fr=Object.defineProperty;var ao=Object.getOwnPropertyDescriptor;var oo=Object.getOwnPropertyNames;var no=Object.getPrototypeOf,lo=Object.prototype.hasOwnProperty;var K=(t,e)=>()=>{try{return e||t((e={exports:{}}).exports,e),e.exports}catch(i){throw e=0,i}};var ho=(t,e,i,s)=>{if(e&&typeof e=="object"||typeof e=="function")for(let r of oo(e))!lo.call(t,r)&&r!==i&&fr(t,r,{get:()=>e[r],enumerable:!(s=ao(e,r))||s.enumerable});return t};var uo=(t,e,i)=>(i=t!=null?ro(no(t)):{},ho(e||!t||!t.__esModule?fr(i,"default",{value:t,enumerable:!0}):i,t));var J=K(zs=>{"use strict";Object.defineProperty(zs,"__esModule",{value:!0});var Ho=/\r\n?/g,To=/\t/g,Eo=/\f/g,Wr=function(t){return t.replace(Ho,`
`).replace(Eo,"").replace(To,"    ")},Zr=function(t,e){var i=t||{};if(e!=null)for(var s in e)Object.prototype.hasOwnProperty.call(e,s)&&(i[s]=e[s]);return i},Qr=function(t,e){var i=Object.keys(t).filter(function(a){var n=t[a];if(n==null||n.match==null)return!1;var u=n.order;return(typeof u!="number"||!isFinite(u))&&typeof console<"u"&&console.warn("simple-markdown: Invalid order for rule `"+a+"`: "+String(u)),!0});i.sort(function(a,n){var u=t[a],m=t[n],h=u.order,d=m.order;if(h!==d)return h-d;var _=u.quality?0:1,v=m.quality?0:1;return _!==v?_-v:a<n?-1:a>n?1:0});var s,r=function(a,n){var u=[];for(n=n||s,s=n;a;){var m=null,h=null,d=null,_=NaN,v=0,g=i[0],f=t[g];do{var c=f.order,b=n.prevCapture==null?"":n.prevCapture[0],E=f.match(a,n,b);if(E){var H=f.quality?f.quality(E,n,b):0;H<=_||(m=g,h=f,d=E,_=H)}v++,g=i[v],f=t[g]}while(f&&(!d||f.order===c&&f.quality));if(h==null||d==null)throw new Error("Could not find a matching rule for the below content. The rule with highest `order` should always match content provided to it. Check the definition of `match` for '"+i[i.length-1]+`'. It seems to not match the following source:
`+a);if(d.index)throw new Error("`match` must return a capture starting at index 0 (the current parse index). Did you forget a ^ at the start of the RegExp?");var I=h.parse(d,r,n);if(Array.isArray(I))Array.prototype.push.apply(u,I);else{if(I==null||typeof I!="object")throw new Error(`parse() function returned invalid parse result: '${I}'`);I.type==null&&(I.type=m),u.push(I)}n.prevCapture=d,a=a.substring(n.prevCapture[0].length)}return u},o=function(a,n){return s=Zr(n,e),!s.inline&&!s.disableAutoBlockNewlines&&(a=a+`

`),s.prevCapture=null,r(Wr(a),s)};return o},oe=function(t){var e=function(i,s,r){return s.inline?t.exec(i):null};return e.regex=t,e},ce=function(t){var e=function(i,s){return s.inline?null:t.exec(i)};return e.regex=t,e},gs=function(t){var e=function(i,s){return t.exec(i)};return e.regex=t,e},Ah=typeof Symbol=="function"&&Symbol.for&&Symbol.for("react.element")||60103,Y=function(t,e,i,s){i=i||{},s=typeof s<"u"?s:!0;var r="";for(var o in i){var a=i[o];Object.prototype.hasOwnProperty.call(i,o)&&a&&(r+=" "+ot(o)+'="'+ot(a)+'"')}var n="<"+t+r+">";return s?n+e+"</"+t+">":n},bs=function(t){if(t==null)return null;try{var e=new URL(t,"https://localhost").protocol;if(e.indexOf("javascript:")===0||e.indexOf("vbscript:")===0||e.indexOf("data:")===0)return null}catch{return null}return t},So=/[<>&"']/g,Co={"<":"&lt;",">":"&gt;","&":"&amp;",'"':"&quot;","'":"&#x27;","/":"&#x2F;","`":"&#96;"},ot=function(t){return String(t).replace(So,function(e){return Co[e]})},Ao=/\\([^0-9A-Za-z\s])/g,_s=function(t){return t.replace(Ao,"$1")},_i=function(t,e,i){var s=i.inline||!1;i.inline=!0;var r=t(e,i);return i.inline=s,r},Ro=function(t,e,i){var s=i.inline||!1;i.inline=!1;var r=t(e+`

`,i);return i.inline=s,r},vi=function(t,e,i){return{content:_i(e,t[1],i)}},vs=function(){return{}},zi="(?:[*+-]|\\d+\\.)",Jr="( *)("+zi+") +",qr=new RegExp("^"+Jr),Do=new RegExp(Jr+"[^\\n]*(?:\\n(?!\\1"+zi+` )[^\\n]*)*(
|$)`,"gm"),Yr=/\n{2,}$/,jo=/^ (?= *`)|(` *) $/g,Io=Yr,Fr=/ *\n+$/,Vo=new RegExp("^( *)("+zi+`) [\\s\\S]+?(?:
{2,}(?! )(?!\\1`+zi+` )\\n*|\\s*
*$)`),Oo=/(?:^|\n)( *)$/,gi=(function(){var t=/^ *\| *| *\| *$/g,e=/ *$/,i=/^ *-+: *$/,s=/^ *:-+: *$/,r=/^ *:-+ *$/,o=function(h){return i.test(h)?"right":s.test(h)?"center":r.test(h)?"left":null},a=function(h,d,_,v){v&&(h=h.replace(t,""));var g=h.trim().split("|");return g.map(o)},n=function(h,d,_,v){var g=_.inTable;_.inTable=!0;var f=d(h.trim(),_);_.inTable=g;var c=[[]];return f.forEach(function(b,E){b.type==="tableSeparator"?(!v||E!==0&&E!==f.length-1)&&c.push([]):(b.type==="text"&&(f[E+1]==null||f[E+1].type==="tableSeparator")&&(b.content=b.content.replace(e,"")),c[c.length-1].push(b))}),c},u=function(h,d,_,v){var g=h.trim().split(`
`);return g.map(function(f){return n(f,d,_,v)})},m=function(h){return function(d,_,v){v.inline=!0;var g=n(d[1],_,v,h),f=a(d[2],_,v,h),c=u(d[3],_,v,h);return v.inline=!1,{type:"table",header:g,align:f,cells:c}}};return{parseTable:m(!0),parseNpTable:m(!1),TABLE_REGEX:/^ *(\|.+)\n *\|( *[-:]+[-| :]*)\n((?: *\|.*(?:\n|$))*)\n*/,NPTABLE_REGEX:/^ *(\S.*\|.*)\n *([-:]+ *\|[-| :]*)\n((?:.*\|.*(?:\n|$))*)\n*/}})(),bi="(?:\\[[^\\]]*\\]|[^\\[\\]]|\\](?=[^\\[]*\\]))*",Ur=`\\s*<?((?:\\([^)]*\\)|[^\\s\\\\]|\\\\.)*?)>?(?:\\s+['"]([\\s\\S]*?)['"])?\\s*`,Po=/mailto:/i,Kr=function(t,e,i){var s=(t[2]||t[1]).replace(/\s+/g," ").toLowerCase();if(e._defs&&e._defs[s]){var r=e._defs[s];i.target=r.target,i.title=r.title}return e._refs=e._refs||{},e._refs[s]=e._refs[s]||[],e._refs[s].push(i),i},F=0,yi={Array:{html:function(t,e,i){for(var s="",r=0;r<t.length;r++){var o=t[r];if(o.type==="text")for(o={type:"text",content:o.content};r+1<t.length&&t[r+1].type==="text";r++)o.content+=t[r+1].content;s+=e(o,i)}return s}},heading:{order:F++,match:ce(/^ *(#{1,6})([^\n]+?)#* *(?:\n *)+\n/),parse:function(t,e,i){return{level:t[1].length,content:_i(e,t[2].trim(),i)}},html:function(t,e,i){return Y("h"+t.level,e(t.content,i))}},nptable:{order:F++,match:ce(gi.NPTABLE_REGEX),parse:gi.parseNpTable,html:null},lheading:{order:F++,match:ce(/^([^\n]+)\n *(=|-){3,} *(?:\n *)+\n/),parse:function(t,e,i){return{type:"heading",level:t[2]==="="?1:2,content:_i(e,t[1],i)}},html:null},hr:{order:F++,match:ce(/^( *[-*_]){3,} *(?:\n *)+\n/),parse:vs,html:function(t,e,i){return'<hr aria-hidden="true">'}},codeBlock:{order:F++,match:ce(/^(?:    [^\n]+\n*)+(?:\n *)+\n/),parse:function(t,e,i){var s=t[0].replace(/^    /gm,"").replace(/\n+$/,"");return{lang:void 0,content:s}},html:function(t,e,i){var s=t.lang?"markdown-code-"+t.lang:void 0,r=Y("code",ot(t.content),{class:s});return Y("pre",r)}},fence:{order:F++,match:ce(/^ *(`{3,}|~{3,}) *(?:(\S+) *)?\n([\s\S]+?)\n?\1 *(?:\n *)+\n/),parse:function(t,e,i){return{type:"codeBlock",lang:t[2]||void 0,content:t[3]}},html:null},blockQuote:{order:F++,match:ce(/^( *>[^\n]+(\n[^\n]+)*\n*)+\n{2,}/),parse:function(t,e,i){var s=t[0].replace(/^ *> ?/gm,"");return{content:e(s,i)}},html:function(t,e,i){return Y("blockquote",e(t.content,i))}},list:{order:F++,match:function(t,e){var i=e.prevCapture==null?"":e.prevCapture[0],s=Oo.exec(i),r=e._list||!e.inline;return s&&r?(t=s[1]+t,Vo.exec(t)):null},parse:function(t,e,i){var s=t[2],r=s.length>1,o=r?+s:void 0,a=t[0].replace(Io,`
`).match(Do),n=!1,u=a.map(function(m,h){var d=qr.exec(m),_=d?d[0].length:0,v=new RegExp("^ {1,"+_+"}","gm"),g=m.replace(v,"").replace(qr,""),f=h===a.length-1,c=g.indexOf(`

`)!==-1,b=c||f&&n;n=b;var E=i.inline,H=i._list;i._list=!0;var I;b?(i.inline=!1,I=g.replace(Fr,`

`)):(i.inline=!0,I=g.replace(Fr,""));var $=e(I,i);return i.inline=E,i._list=H,$});return{ordered:r,start:o,items:u}},html:function(t,e,i){var s=t.items.map(function(a){return Y("li",e(a,i))}).join(""),r=t.ordered?"ol":"ul",o={start:t.start};return Y(r,s,o)}},def:{order:F++,match:ce(/^ *\[([^\]]+)\]: *<?([^\s>]*)>?(?: +["(]([^\n]+)[")])? *\n(?: *\n)*/),parse:function(t,e,i){var s=t[1].replace(/\s+/g," ").toLowerCase(),r=t[2],o=t[3];return i._refs&&i._refs[s]&&i._refs[s].forEach(function(a){a.target=r,a.title=o}),i._defs=i._defs||{},i._defs[s]={target:r,title:o},{def:s,target:r,title:o}},html:function(){return""}},table:{order:F++,match:ce(gi.TABLE_REGEX),parse:gi.parseTable,html:function(t,e,i){var s=function(u){return t.align[u]==null?"":"text-align:"+t.align[u]+";"},r=t.header.map(function(u,m){return Y("th",e(u,i),{style:s(m),scope:"col"})}).join(""),o=t.cells.map(function(u){var m=u.map(function(h,d){return Y("td",e(h,i),{style:s(d)})}).join("");return Y("tr",m)}).join(""),a=Y("thead",Y("tr",r)),n=Y("tbody",o);return Y("table",a+n)}},newline:{order:F++,match:ce(/^(?:\n *)*\n/),parse:vs,html:function(t,e,i){return`
`}},paragraph:{order:F++,match:ce(/^((?:[^\n]|\n(?! *\n))+)(?:\n *)+\n/),parse:vi,html:function(t,e,i){var s={class:"paragraph"};return Y("div",e(t.content,i),s)}},escape:{order:F++,match:oe(/^\\([^0-9A-Za-z\s])/),parse:function(t,e,i){return{type:"text",content:t[1]}},html:null},tableSeparator:{order:F++,match:function(t,e){return e.inTable?/^ *\| */.exec(t):null},parse:function(){return{type:"tableSeparator"}},html:function(){return" &vert; "}},autolink:{order:F++,match:oe(/^<([^: >]+:\/[^ >]+)>/),parse:function(t,e,i){return{type:"link",content:[{type:"text",content:t[1]}],target:t[1]}},html:null},mailto:{order:F++,match:oe(/^<([^ >]+@[^ >]+)>/),parse:function(t,e,i){var s=t[1],r=t[1];return Po.test(r)||(r="mailto:"+r),{type:"link",content:[{type:"text",content:s}],target:r}},html:null},url:{order:F++,match:oe(/^(https?:\/\/[^\s<]+[^<.,:;"')\]\s])/),parse:function(t,e,i){return{type:"link",content:[{type:"text",content:t[1]}],target:t[1],title:void 0}},html:null},link:{order:F++,match:oe(new RegExp("^\\[("+bi+")\\]\\("+Ur+"\\)")),parse:function(t,e,i){var s={content:e(t[1],i),target:_s(t[2]),title:t[3]};return s},html:function(t,e,i){var s={href:bs(t.target),title:t.title};return Y("a",e(t.content,i),s)}},image:{order:F++,match:oe(new RegExp("^!\\[("+bi+")\\]\\("+Ur+"\\)")),parse:function(t,e,i){var s={alt:t[1],target:_s(t[2]),title:t[3]};return s},html:function(t,e,i){var s={src:bs(t.target),alt:t.alt,title:t.title};return Y("img","",s,!1)}},reflink:{order:F++,match:oe(new RegExp("^\\[("+bi+")\\]\\s*\\[([^\\]]*)\\]")),parse:function(t,e,i){return Kr(t,i,{type:"link",content:e(t[1],i)})},html:null},refimage:{order:F++,match:oe(new RegExp("^!\\[("+bi+")\\]\\s*\\[([^\\]]*)\\]")),parse:function(t,e,i){return Kr(t,i,{type:"image",alt:t[1]})},html:null},em:{order:F,match:oe(new RegExp("^\\b_((?:__|\\\\[\\s\\S]|[^\\\\_])+?)_\\b|^\\*(?=\\S)((?:\\*\\*|\\\\[\\s\\S]|\\s+(?:\\\\[\\s\\S]|[^\\s\\*\\\\]|\\*\\*)|[^\\s\\*\\\\])+?)\\*(?!\\*)")),quality:function(t){return t[0].length+.2},parse:function(t,e,i){return{content:e(t[2]||t[1],i)}},html:function(t,e,i){return Y("em",e(t.content,i))}},strong:{order:F,match:oe(/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/),quality:function(t){return t[0].length+.1},parse:vi,html:function(t,e,i){return Y("strong",e(t.content,i))}},u:{order:F++,match:oe(/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/),quality:function(t){return t[0].length},parse:vi,html:function(t,e,i){return Y("u",e(t.content,i))}},del:{order:F++,match:oe(/^~~(?=\S)((?:\\[\s\S]|~(?!~)|[^\s~\\]|\s(?!~~))+?)~~/),parse:vi,html:function(t,e,i){return Y("del",e(t.content,i))}},inlineCode:{order:F++,match:oe(/^(`+)([\s\S]*?[^`])\1(?!`)/),parse:function(t,e,i){return{content:t[2].replace(jo,"$1")}},html:function(t,e,i){return Y("code",ot(t.content))}},br:{order:F++,match:gs(/^ {2,}\n/),parse:vs,html:function(t,e,i){return"<br>"}},text:{order:F++,match:gs(/^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n\n| {2,}\n|\w+:\S|$)/),parse:function(t,e,i){return{content:t[0]}},html:function(t,e,i){return ot(t.content)}}},Lo=function(t,e){!e&&typeof console<"u"&&console.warn("simple-markdown ruleOutput should take 'react' or 'html' as the second argument.");var i=function(s,r,o){return t[s.type][e](s,r,o)};return i},Bo=function(t){var e=function(i,s){return s=s||{},Array.isArray(i)?i.map(function(r){return e(r,s)}).join(""):t(i,e,s)};return e},Xr=function(t,e,i={}){if(!e)throw new Error("simple-markdown: outputFor: `property` must be defined. if you just upgraded, you probably need to replace `outputFor` with `reactFor`");var s,r=t.Array||yi.Array,o=r[e];if(!o)throw new Error("simple-markdown: outputFor: to join nodes of type `"+e+"` you must provide an `Array:` joiner rule with that type, Please see the docs for details on specifying an Array rule.");var a=o,n=function(m,h){return h=h||s,s=h,Array.isArray(m)?a(m,n,h):t[m.type][e](m,n,h)},u=function(m,h){return s=Zr(h,i),n(m,s)};return u},wi=Qr(yi),ea=function(t,e){return e=e||{},e.inline=!1,wi(t,e)},No=function(t,e){return e=e||{},e.inline=!0,wi(t,e)},Gr=function(t,e){var i=Yr.test(t);return e=e||{},e.inline=!i,wi(t,e)},ta=Xr(yi,"html"),qo=function(t,e){return ta(ea(t,e),e)},Fo={defaultRules:yi,parserFor:Qr,outputFor:Xr,inlineRegex:oe,blockRegex:ce,anyScopeRegex:gs,parseInline:_i,parseBlock:Ro,markdownToHtml:qo,defaultBlockParse:ea,defaultInlineParse:No,defaultImplicitParse:Gr,defaultHtmlOutput:ta,preprocess:Wr,sanitizeText:ot,sanitizeUrl:bs,unescapeUrl:_s,htmlTag:Y,defaultRawParse:wi,ruleOutput:Lo,htmlFor:Bo,defaultParse:function(...t){return typeof console<"u"&&console.warn("defaultParse is deprecated, please use `defaultImplicitParse`"),Gr.apply(null,t)},defaultOutput:function(...t){return typeof console<"u"&&console.warn("defaultOutput is deprecated, please use `defaultReactOutput`"),defaultReactOutput.apply(null,t)}};zs.default=Fo});var ee=K(O=>{"use strict";Object.defineProperty(O,"__esModule",{value:!0});O.GuildNavigationRegex=O.SlashCommandRegex=O.SubtextRegex=O.HeadingRegex=O.TimestampRegex=O.TextRegex=O.StrikeThroughRegex=O.SpoilerRegex=O.EmoticonRegex=O.CodeBlockRegex=O.BlockQuoteRegex=O.HereRegex=O.EveryoneRegex=O.UserMentionRegex=O.RoleMentionRegex=O.EmojiRegex=O.ChannelMentionRegex=void 0;O.ChannelMentionRegex=/^<#(\d{17,20})>/;O.EmojiRegex=/^<(a)?:(\w{2,32}):(\d{17,21})>/;O.RoleMentionRegex=/^<@&(\d{17,20})>/;O.UserMentionRegex=/^<@!?(\d{17,20})>/;O.EveryoneRegex=/^@everyone/;O.HereRegex=/^@here/;O.BlockQuoteRegex=/^( *>>> ([\s\S]*))|^( *> [^\n]*(\n *> [^\n]*)*\n?)/;O.CodeBlockRegex=/^```(([a-z0-9_+\-.#]+?)\n+)?\n*([^]+?)\n*```/i;O.EmoticonRegex=/^(¯\\_\(ツ\)_\/¯)/;O.SpoilerRegex=/^\|\|([\s\S]+?)\|\|/;O.StrikeThroughRegex=/^~~([\s\S]+?)~~(?!_)/;O.TextRegex=/^[\s\S]+?(?=[^0-9A-Za-z\s]|\n\n|\n|\w+:\S|$)/;O.TimestampRegex=/^<t:(-?\d+)(?::(R|t|T|d|D|f|F))?>/;O.HeadingRegex=/^(#{1,3}) +([^\n]+?)(\n|$)/;O.SubtextRegex=/^-# +([^\n]+?)(\n|$)/;O.SlashCommandRegex=/^<\/([-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}(?: [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}){0,2})?:(\d{17,21})>/u;O.GuildNavigationRegex=/^<(\d{17,20}):(?:(customize|browse|guide)|(linked-roles)(:\d{17,20})?)>/});var ia=K(dt=>{"use strict";var Uo=dt&&dt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(dt,"__esModule",{value:!0});dt.guildNavigation=void 0;var Ko=Uo(J()),Go=ee();dt.guildNavigation={order:Ko.default.defaultRules.strong.order,match:t=>Go.GuildNavigationRegex.exec(t),parse:function(t){var e,i,s;let r=(e=t[2])!==null&&e!==void 0?e:t[3];if(r==="linked-roles"){let o=(s=(i=t[4])===null||i===void 0?void 0:i.slice(1))!==null&&s!==void 0?s:null;return{id:t[1],navigation:r,roleId:o}}else return{id:t[1],navigation:r}}}});var sa=K(nt=>{"use strict";var Wo=nt&&nt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(nt,"__esModule",{value:!0});nt.slashCommand=void 0;var Zo=Wo(J()),Qo=ee();nt.slashCommand={order:Zo.default.defaultRules.strong.order,match:t=>Qo.SlashCommandRegex.exec(t),parse:function(t){let e=t[1].split(" "),i={fullName:t[1],name:e[0],subcommand:null,subcommandGroup:null,id:t[2]};return e.length==2&&(i.subcommand=e[1]),e.length===3&&(i.subcommandGroup=e[1],i.subcommand=e[2]),i}}});var ra=K(lt=>{"use strict";var Jo=lt&&lt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(lt,"__esModule",{value:!0});lt.everyone=void 0;var Yo=Jo(J()),Xo=ee();lt.everyone={order:Yo.default.defaultRules.strong.order,match:t=>Xo.EveryoneRegex.exec(t),parse:function(){return{}}}});var aa=K($i=>{"use strict";Object.defineProperty($i,"__esModule",{value:!0});$i.TwemojiRegex=void 0;$i.TwemojiRegex=/^((?:\ud83d\udc68\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83d\udc68\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68|\ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d[\udc68\udc69]|\ud83e\udef1\ud83c\udffb\u200d\ud83e\udef2\ud83c[\udffc-\udfff]|\ud83e\udef1\ud83c\udffc\u200d\ud83e\udef2\ud83c[\udffb\udffd-\udfff]|\ud83e\udef1\ud83c\udffd\u200d\ud83e\udef2\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\udef1\ud83c\udffe\u200d\ud83e\udef2\ud83c[\udffb-\udffd\udfff]|\ud83e\udef1\ud83c\udfff\u200d\ud83e\udef2\ud83c[\udffb-\udffe]|\ud83d\udc68\u200d\u2764\ufe0f\u200d\ud83d\udc68|\ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d[\udc68\udc69]|\ud83e\uddd1\u200d\ud83e\udd1d\u200d\ud83e\uddd1|\ud83d\udc6f\ud83c\udffb\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffb\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffc\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffc\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffd\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffd\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffe\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffe\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udfff\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udfff\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffb\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffb\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffc\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffc\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffd\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffd\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffe\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffe\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udfff\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udfff\u200d\u2642\ufe0f|\ud83d\udc6f\u200d\u2640\ufe0f|\ud83d\udc6f\u200d\u2642\ufe0f|\ud83e\udd3c\u200d\u2640\ufe0f|\ud83e\udd3c\u200d\u2642\ufe0f|\ud83d\udc6b\ud83c[\udffb-\udfff]|\ud83d\udc6c\ud83c[\udffb-\udfff]|\ud83d\udc6d\ud83c[\udffb-\udfff]|\ud83d\udc6f\ud83c[\udffb-\udfff]|\ud83d\udc8f\ud83c[\udffb-\udfff]|\ud83d\udc91\ud83c[\udffb-\udfff]|\ud83e\udd1d\ud83c[\udffb-\udfff]|\ud83e\udd3c\ud83c[\udffb-\udfff]|\ud83d[\udc6b-\udc6d\udc6f\udc8f\udc91]|\ud83e[\udd1d\udd3c])|(?:\ud83d[\udc68\udc69]|\ud83e\uddd1)(?:\ud83c[\udffb-\udfff])?\u200d(?:\u2695\ufe0f|\u2696\ufe0f|\u2708\ufe0f|\ud83c[\udf3e\udf73\udf7c\udf84\udf93\udfa4\udfa8\udfeb\udfed]|\ud83d[\udcbb\udcbc\udd27\udd2c\ude80\ude92]|\ud83e[\uddaf-\uddb3\uddbc\uddbd\ude70])(?:\u200d\u27a1\ufe0f)?|(?:\ud83c[\udfcb\udfcc]|\ud83d[\udd74\udd75]|\u26f9)((?:\ud83c[\udffb-\udfff]|\ufe0f)\u200d[\u2640\u2642]\ufe0f(?:\u200d\u27a1\ufe0f)?)|(?:\ud83c[\udfc3\udfc4\udfca]|\ud83d[\udc6e\udc70\udc71\udc73\udc77\udc81\udc82\udc86\udc87\ude45-\ude47\ude4b\ude4d\ude4e\udea3\udeb4-\udeb6]|\ud83e[\udd26\udd35\udd37-\udd39\udd3d\udd3e\uddb8\uddb9\uddcd-\uddcf\uddd4\uddd6-\udddd])(?:\ud83c[\udffb-\udfff])?\u200d[\u2640\u2642]\ufe0f(?:\u200d\u27a1\ufe0f)?|(?:\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83e\uddd1\u200d\ud83e\uddd1\u200d\ud83e\uddd2\u200d\ud83e\uddd2|\ud83d\udc68\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83e\uddd1\u200d\ud83e\uddd1\u200d\ud83e\uddd2|\ud83e\uddd1\u200d\ud83e\uddd2\u200d\ud83e\uddd2|\ud83c\udff3\ufe0f\u200d\u26a7\ufe0f|\ud83c\udff3\ufe0f\u200d\ud83c\udf08|\ud83d\ude36\u200d\ud83c\udf2b\ufe0f|\u26d3\ufe0f\u200d\ud83d\udca5|\u2764\ufe0f\u200d\ud83d\udd25|\u2764\ufe0f\u200d\ud83e\ude79|\ud83c\udf44\u200d\ud83d\udfeb|\ud83c\udf4b\u200d\ud83d\udfe9|\ud83c\udff4\u200d\u2620\ufe0f|\ud83d\udc15\u200d\ud83e\uddba|\ud83d\udc26\u200d\ud83d\udd25|\ud83d\udc3b\u200d\u2744\ufe0f|\ud83d\udc41\u200d\ud83d\udde8|\ud83d\udc68\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83d\ude2e\u200d\ud83d\udca8|\ud83d\ude35\u200d\ud83d\udcab|\ud83d\ude42\u200d\u2194\ufe0f|\ud83d\ude42\u200d\u2195\ufe0f|\ud83e\uddd1\u200d\ud83e\uddd2|\ud83e\uddde\u200d\u2640\ufe0f|\ud83e\uddde\u200d\u2642\ufe0f|\ud83e\udddf\u200d\u2640\ufe0f|\ud83e\udddf\u200d\u2642\ufe0f|\ud83d\udc08\u200d\u2b1b|\ud83d\udc26\u200d\u2b1b)|[#*0-9]\ufe0f?\u20e3|(?:[©®\u2122\u265f]\ufe0f)|(?:\ud83c[\udc04\udd70\udd71\udd7e\udd7f\ude02\ude1a\ude2f\ude37\udf21\udf24-\udf2c\udf36\udf7d\udf96\udf97\udf99-\udf9b\udf9e\udf9f\udfcd\udfce\udfd4-\udfdf\udff3\udff5\udff7]|\ud83d[\udc3f\udc41\udcfd\udd49\udd4a\udd6f\udd70\udd73\udd76-\udd79\udd87\udd8a-\udd8d\udda5\udda8\uddb1\uddb2\uddbc\uddc2-\uddc4\uddd1-\uddd3\udddc-\uddde\udde1\udde3\udde8\uddef\uddf3\uddfa\udecb\udecd-\udecf\udee0-\udee5\udee9\udef0\udef3]|[\u203c\u2049\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u2660\u2663\u2665\u2666\u2668\u267b\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f8\u26fa\u26fd\u2702\u2708\u2709\u270f\u2712\u2714\u2716\u271d\u2721\u2733\u2734\u2744\u2747\u2757\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299])(?:\ufe0f|(?!\ufe0e))|(?:(?:\ud83c[\udfcb\udfcc]|\ud83d[\udd74\udd75\udd90]|\ud83e\udef0|[\u261d\u26f7\u26f9\u270c\u270d])(?:\ufe0f|(?!\ufe0e))|(?:\ud83c\udfc3|\ud83d\udeb6|\ud83e\uddce)(?:\ud83c[\udffb-\udfff])?(?:\u200d\u27a1\ufe0f)?|(?:\ud83c[\udf85\udfc2\udfc4\udfc7\udfca]|\ud83d[\udc42\udc43\udc46-\udc50\udc66-\udc69\udc6e\udc70-\udc78\udc7c\udc81-\udc83\udc85-\udc87\udcaa\udd7a\udd95\udd96\ude45-\ude47\ude4b-\ude4f\udea3\udeb4\udeb5\udec0\udecc]|\ud83e[\udd0c\udd0f\udd18-\udd1c\udd1e\udd1f\udd26\udd30-\udd39\udd3d\udd3e\udd77\uddb5\uddb6\uddb8\uddb9\uddbb\uddcd\uddcf\uddd1-\udddd\udec3-\udec5\udef1-\udef8]|[\u270a\u270b]))(?:\ud83c[\udffb-\udfff])?|(?:\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f|\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f|\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f|\ud83c\udde6\ud83c[\udde8-\uddec\uddee\uddf1\uddf2\uddf4\uddf6-\uddfa\uddfc\uddfd\uddff]|\ud83c\udde7\ud83c[\udde6\udde7\udde9-\uddef\uddf1-\uddf4\uddf6-\uddf9\uddfb\uddfc\uddfe\uddff]|\ud83c\udde8\ud83c[\udde6\udde8\udde9\uddeb-\uddee\uddf0-\uddf7\uddfa-\uddff]|\ud83c\udde9\ud83c[\uddea\uddec\uddef\uddf0\uddf2\uddf4\uddff]|\ud83c\uddea\ud83c[\udde6\udde8\uddea\uddec\udded\uddf7-\uddfa]|\ud83c\uddeb\ud83c[\uddee-\uddf0\uddf2\uddf4\uddf7]|\ud83c\uddec\ud83c[\udde6\udde7\udde9-\uddee\uddf1-\uddf3\uddf5-\uddfa\uddfc\uddfe]|\ud83c\udded\ud83c[\uddf0\uddf2\uddf3\uddf7\uddf9\uddfa]|\ud83c\uddee\ud83c[\udde8-\uddea\uddf1-\uddf4\uddf6-\uddf9]|\ud83c\uddef\ud83c[\uddea\uddf2\uddf4\uddf5]|\ud83c\uddf0\ud83c[\uddea\uddec-\uddee\uddf2\uddf3\uddf5\uddf7\uddfc\uddfe\uddff]|\ud83c\uddf1\ud83c[\udde6-\udde8\uddee\uddf0\uddf7-\uddfb\uddfe]|\ud83c\uddf2\ud83c[\udde6\udde8-\udded\uddf0-\uddff]|\ud83c\uddf3\ud83c[\udde6\udde8\uddea-\uddec\uddee\uddf1\uddf4\uddf5\uddf7\uddfa\uddff]|\ud83c\uddf4\ud83c\uddf2|\ud83c\uddf5\ud83c[\udde6\uddea-\udded\uddf0-\uddf3\uddf7-\uddf9\uddfc\uddfe]|\ud83c\uddf6\ud83c\udde6|\ud83c\uddf7\ud83c[\uddea\uddf4\uddf8\uddfa\uddfc]|\ud83c\uddf8\ud83c[\udde6-\uddea\uddec-\uddf4\uddf7-\uddf9\uddfb\uddfd-\uddff]|\ud83c\uddf9\ud83c[\udde6\udde8\udde9\uddeb-\udded\uddef-\uddf4\uddf7\uddf9\uddfb\uddfc\uddff]|\ud83c\uddfa\ud83c[\udde6\uddec\uddf2\uddf3\uddf8\uddfe\uddff]|\ud83c\uddfb\ud83c[\udde6\udde8\uddea\uddec\uddee\uddf3\uddfa]|\ud83c\uddfc\ud83c[\uddeb\uddf8]|\ud83c\uddfd\ud83c\uddf0|\ud83c\uddfe\ud83c[\uddea\uddf9]|\ud83c\uddff\ud83c[\udde6\uddf2\uddfc]|\ud83c[\udccf\udd8e\udd91-\udd9a\udde6-\uddff\ude01\ude32-\ude36\ude38-\ude3a\ude50\ude51\udf00-\udf20\udf2d-\udf35\udf37-\udf7c\udf7e-\udf84\udf86-\udf93\udfa0-\udfc1\udfc5\udfc6\udfc8\udfc9\udfcf-\udfd3\udfe0-\udff0\udff4\udff8-\udfff]|\ud83d[\udc00-\udc3e\udc40\udc44\udc45\udc51-\udc65\udc6a\udc79-\udc7b\udc7d-\udc80\udc84\udc88-\udc8e\udc90\udc92-\udca9\udcab-\udcfc\udcff-\udd3d\udd4b-\udd4e\udd50-\udd67\udda4\uddfb-\ude44\ude48-\ude4a\ude80-\udea2\udea4-\udeb3\udeb7-\udebf\udec1-\udec5\uded0-\uded2\uded5-\uded8\udedc-\udedf\udeeb\udeec\udef4-\udefc\udfe0-\udfeb\udff0]|\ud83e[\udd0d\udd0e\udd10-\udd17\udd20-\udd25\udd27-\udd2f\udd3a\udd3f-\udd45\udd47-\udd76\udd78-\uddb4\uddb7\uddba\uddbc-\uddcc\uddd0\uddde-\uddff\ude70-\ude7c\ude80-\ude8a\ude8e-\udec2\udec6\udec8\udecd-\udedc\udedf-\udeea\udeef]|[\u23e9-\u23ec\u23f0\u23f3\u267e\u26ce\u2705\u2728\u274c\u274e\u2753-\u2755\u2795-\u2797\u27b0\u27bf\ue50a])|\ufe0f)/});var oa=K(ht=>{"use strict";var ed=ht&&ht.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ht,"__esModule",{value:!0});ht.twemoji=void 0;var td=ed(J()),id=aa();ht.twemoji={order:td.default.defaultRules.strong.order,match:t=>id.TwemojiRegex.exec(t),parse:function(t){return{name:t[0]}}}});var da=K(ut=>{"use strict";var sd=ut&&ut.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ut,"__esModule",{value:!0});ut.channel=void 0;var rd=sd(J()),ad=ee();ut.channel={order:rd.default.defaultRules.strong.order,match:t=>ad.ChannelMentionRegex.exec(t),parse:function(t){return{id:t[1]}}}});var na=K(ct=>{"use strict";var od=ct&&ct.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ct,"__esModule",{value:!0});ct.timestamp=void 0;var dd=od(J()),nd=ee();ct.timestamp={order:dd.default.defaultRules.strong.order,match:t=>nd.TimestampRegex.exec(t),parse:function(t){return{timestamp:t[1],format:t[2]}}}});var ge=K(Mi=>{"use strict";Object.defineProperty(Mi,"__esModule",{value:!0});Mi.extend=void 0;var ld=(t,e)=>Object.assign({},e,t);Mi.extend=ld});var la=K(ft=>{"use strict";var hd=ft&&ft.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ft,"__esModule",{value:!0});ft.blockQuote=void 0;var ud=hd(J()),cd=ge(),fd=ee();ft.blockQuote=(0,cd.extend)({match:function(t,e,i){return!/^$|\n *$/.test(i)||e.inQuote?null:fd.BlockQuoteRegex.exec(t)},parse:function(t,e,i){let s=t[0],o=!!/^ *>>> ?/.exec(s)?/^ *>>> ?/:/^ *> ?/gm,a=s.replace(o,"");return{content:e(a,Object.assign({},i,{inQuote:!0})),type:"blockQuote"}}},ud.default.defaultRules.blockQuote)});var ua=K(mt=>{"use strict";var md=mt&&mt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(mt,"__esModule",{value:!0});mt.strikethrough=void 0;var ha=md(J()),pd=ge(),vd=ee();mt.strikethrough=(0,pd.extend)({match:ha.default.inlineRegex(vd.StrikeThroughRegex)},ha.default.defaultRules.del)});var fa=K(pt=>{"use strict";var gd=pt&&pt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(pt,"__esModule",{value:!0});pt.codeBlock=void 0;var ca=gd(J()),bd=ge(),_d=ee();pt.codeBlock=(0,bd.extend)({match:ca.default.inlineRegex(_d.CodeBlockRegex),parse:function(t,e,i){return{lang:(t[2]||"").trim(),content:t[3]||"",inQuote:i.inQuote||!1}}},ca.default.defaultRules.codeBlock)});var ma=K(vt=>{"use strict";var zd=vt&&vt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(vt,"__esModule",{value:!0});vt.emoji=void 0;var yd=zd(J()),wd=ee();vt.emoji={order:yd.default.defaultRules.strong.order,match:t=>wd.EmojiRegex.exec(t),parse:function(t){return{animated:t[1]==="a",name:t[2],id:t[3]}}}});var pa=K(gt=>{"use strict";var $d=gt&&gt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(gt,"__esModule",{value:!0});gt.role=void 0;var Md=$d(J()),xd=ee();gt.role={order:Md.default.defaultRules.strong.order,match:t=>xd.RoleMentionRegex.exec(t),parse:function(t){return{id:t[1]}}}});var va=K(bt=>{"use strict";var kd=bt&&bt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(bt,"__esModule",{value:!0});bt.autolink=void 0;var Hd=kd(J()),Td=ge();bt.autolink=(0,Td.extend)({parse:t=>({content:[{type:"text",content:t[1]}],target:t[1]})},Hd.default.defaultRules.autolink)});var ga=K(_t=>{"use strict";var Ed=_t&&_t.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(_t,"__esModule",{value:!0});_t.here=void 0;var Sd=Ed(J()),Cd=ee();_t.here={order:Sd.default.defaultRules.strong.order,match:t=>Cd.HereRegex.exec(t),parse:function(){return{}}}});var ba=K(zt=>{"use strict";var Ad=zt&&zt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(zt,"__esModule",{value:!0});zt.emoticon=void 0;var Rd=Ad(J()),Dd=ee();zt.emoticon={order:Rd.default.defaultRules.text.order,match:t=>Dd.EmoticonRegex.exec(t),parse:function(t){return{type:"text",content:t[1]}}}});var _a=K(yt=>{"use strict";var jd=yt&&yt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(yt,"__esModule",{value:!0});yt.user=void 0;var Id=jd(J()),Vd=ee();yt.user={order:Id.default.defaultRules.strong.order,match:t=>Vd.UserMentionRegex.exec(t),parse:function(t){return{id:t[1],type:"user"}}}});var za=K(xi=>{"use strict";Object.defineProperty(xi,"__esModule",{value:!0});xi.spoiler=void 0;var Od=ee();xi.spoiler={order:0,match:t=>Od.SpoilerRegex.exec(t),parse:function(t,e,i){return{content:e(t[1],i)}}}});var ya=K(wt=>{"use strict";var Pd=wt&&wt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(wt,"__esModule",{value:!0});wt.heading=void 0;var Ld=Pd(J()),Bd=ge(),Nd=ee();wt.heading=(0,Bd.extend)({match:function(t,e){return e.prevCapture===null||e.prevCapture.slice(-1)[0]===`
`?Nd.HeadingRegex.exec(t):null}},Ld.default.defaultRules.heading)});var wa=K($t=>{"use strict";var qd=$t&&$t.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty($t,"__esModule",{value:!0});$t.subtext=void 0;var Fd=qd(J()),Ud=ee();$t.subtext={order:Fd.default.defaultRules.heading.order-.5,match:function(t,e){return e.prevCapture===null||e.prevCapture.slice(-1)[0]===`
`?Ud.SubtextRegex.exec(t):null},parse:function(t,e,i){return{content:e(t[1],i)}}}});var $a=K(Mt=>{"use strict";var Kd=Mt&&Mt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Mt,"__esModule",{value:!0});Mt.text=void 0;var Gd=Kd(J()),Wd=ge(),Zd=ee();Mt.text=(0,Wd.extend)({match:t=>Zd.TextRegex.exec(t)},Gd.default.defaultRules.text)});var Ma=K(xt=>{"use strict";var Qd=xt&&xt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(xt,"__esModule",{value:!0});xt.url=void 0;var Jd=Qd(J()),Yd=ge();xt.url=(0,Yd.extend)({parse:t=>({content:[{type:"text",content:t[1]}],target:t[1]})},Jd.default.defaultRules.url)});var ka=K(kt=>{"use strict";var Xd=kt&&kt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(kt,"__esModule",{value:!0});kt.em=void 0;var en=ge(),xa=Xd(J());kt.em=(0,en.extend)({parse:function(t,e,i){let s=xa.default.defaultRules.em.parse(t,e,Object.assign({},i,{inEmphasis:!0}));return i.inEmphasis?s.content:s}},xa.default.defaultRules.em)});var Ta=K(Ht=>{"use strict";var tn=Ht&&Ht.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Ht,"__esModule",{value:!0});Ht.br=void 0;var Ha=tn(J()),sn=ge();Ht.br=(0,sn.extend)({match:Ha.default.anyScopeRegex(/^\n/)},Ha.default.defaultRules.br)});var Sa=K(se=>{"use strict";var rn=se&&se.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(se,"__esModule",{value:!0});se.rulesExtended=se.rules=se.SimpleMarkdown=void 0;se.parse=Ea;var we=rn(J());se.SimpleMarkdown=we.default;var an=ia(),on=sa(),dn=ra(),nn=oa(),ln=da(),hn=na(),un=la(),cn=ua(),fn=fa(),mn=ma(),pn=pa(),vn=va(),gn=ga(),bn=ba(),_n=_a(),zn=za(),yn=ya(),wn=wa(),$n=$a(),Mn=Ma(),xn=ka(),kn=Ta();se.rules={blockQuote:un.blockQuote,codeBlock:fn.codeBlock,newline:we.default.defaultRules.newline,escape:we.default.defaultRules.escape,autolink:vn.autolink,url:Mn.url,em:xn.em,strong:we.default.defaultRules.strong,underline:we.default.defaultRules.u,strikethrough:cn.strikethrough,inlineCode:we.default.defaultRules.inlineCode,text:$n.text,emoticon:bn.emoticon,br:kn.br,spoiler:zn.spoiler,heading:yn.heading,subtext:wn.subtext,user:_n.user,channel:ln.channel,role:pn.role,emoji:mn.emoji,everyone:dn.everyone,here:gn.here,twemoji:nn.twemoji,timestamp:hn.timestamp,slashCommand:on.slashCommand,guildNavigation:an.guildNavigation};se.rulesExtended=Object.assign(Object.assign({},se.rules),{link:we.default.defaultRules.link});var Hn=we.default.parserFor(se.rules),Tn=we.default.parserFor(se.rulesExtended);function Ea(t,e="normal"){return e==="normal"?Hn(t,{inline:!0}):Tn(t,{inline:!0})}se.default=Ea});var si=globalThis,ri=si.ShadowRoot&&(si.ShadyCSS===void 0||si.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ds=Symbol(),mr=new WeakMap,It=class{constructor(e,i,s){if(this._$cssResult$=!0,s!==ds)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=i}get styleSheet(){let e=this.o,i=this.t;if(ri&&e===void 0){let s=i!==void 0&&i.length===1;s&&(e=mr.get(i)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&mr.set(i,e))}return e}toString(){return this.cssText}},pr=t=>new It(typeof t=="string"?t:t+"",void 0,ds),q=(t,...e)=>{let i=t.length===1?t[0]:e.reduce((s,r,o)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+t[o+1],t[0]);return new It(i,t,ds)},vr=(t,e)=>{if(ri)t.adoptedStyleSheets=e.map(i=>i instanceof CSSStyleSheet?i:i.styleSheet);else for(let i of e){let s=document.createElement("style"),r=si.litNonce;r!==void 0&&s.setAttribute("nonce",r),s.textContent=i.cssText,t.appendChild(s)}},ns=ri?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let i="";for(let s of e.cssRules)i+=s.cssText;return pr(i)})(t):t;var{is:co,defineProperty:fo,getOwnPropertyDescriptor:mo,getOwnPropertyNames:po,getOwnPropertySymbols:vo,getPrototypeOf:go}=Object,ai=globalThis,gr=ai.trustedTypes,bo=gr?gr.emptyScript:"",_o=ai.reactiveElementPolyfillSupport,Vt=(t,e)=>t,Ot={toAttribute(t,e){switch(e){case Boolean:t=t?bo:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let i=t;switch(e){case Boolean:i=t!==null;break;case Number:i=t===null?null:Number(t);break;case Object:case Array:try{i=JSON.parse(t)}catch{i=null}}return i}},oi=(t,e)=>!co(t,e),br={attribute:!0,type:String,converter:Ot,reflect:!1,useDefault:!1,hasChanged:oi};Symbol.metadata??=Symbol("metadata"),ai.litPropertyMetadata??=new WeakMap;var be=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,i=br){if(i.state&&(i.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((i=Object.create(i)).wrapped=!0),this.elementProperties.set(e,i),!i.noAccessor){let s=Symbol(),r=this.getPropertyDescriptor(e,s,i);r!==void 0&&fo(this.prototype,e,r)}}static getPropertyDescriptor(e,i,s){let{get:r,set:o}=mo(this.prototype,e)??{get(){return this[i]},set(a){this[i]=a}};return{get:r,set(a){let n=r?.call(this);o?.call(this,a),this.requestUpdate(e,n,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??br}static _$Ei(){if(this.hasOwnProperty(Vt("elementProperties")))return;let e=go(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Vt("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Vt("properties"))){let i=this.properties,s=[...po(i),...vo(i)];for(let r of s)this.createProperty(r,i[r])}let e=this[Symbol.metadata];if(e!==null){let i=litPropertyMetadata.get(e);if(i!==void 0)for(let[s,r]of i)this.elementProperties.set(s,r)}this._$Eh=new Map;for(let[i,s]of this.elementProperties){let r=this._$Eu(i,s);r!==void 0&&this._$Eh.set(r,i)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let i=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let r of s)i.unshift(ns(r))}else e!==void 0&&i.push(ns(e));return i}static _$Eu(e,i){let s=i.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,i=this.constructor.elementProperties;for(let s of i.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return vr(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,i,s){this._$AK(e,s)}_$ET(e,i){let s=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,s);if(r!==void 0&&s.reflect===!0){let o=(s.converter?.toAttribute!==void 0?s.converter:Ot).toAttribute(i,s.type);this._$Em=e,o==null?this.removeAttribute(r):this.setAttribute(r,o),this._$Em=null}}_$AK(e,i){let s=this.constructor,r=s._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let o=s.getPropertyOptions(r),a=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:Ot;this._$Em=r;let n=a.fromAttribute(i,o.type);this[r]=n??this._$Ej?.get(r)??n,this._$Em=null}}requestUpdate(e,i,s,r=!1,o){if(e!==void 0){let a=this.constructor;if(r===!1&&(o=this[e]),s??=a.getPropertyOptions(e),!((s.hasChanged??oi)(o,i)||s.useDefault&&s.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,s))))return;this.C(e,i,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,i,{useDefault:s,reflect:r,wrapped:o},a){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??i??this[e]),o!==!0||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(i=void 0),this._$AL.set(e,i)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(i){Promise.reject(i)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,o]of this._$Ep)this[r]=o;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[r,o]of s){let{wrapped:a}=o,n=this[r];a!==!0||this._$AL.has(r)||n===void 0||this.C(r,void 0,o,n)}}let e=!1,i=this._$AL;try{e=this.shouldUpdate(i),e?(this.willUpdate(i),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(i)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(i)}willUpdate(e){}_$AE(e){this._$EO?.forEach(i=>i.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(i=>this._$ET(i,this[i])),this._$EM()}updated(e){}firstUpdated(e){}};be.elementStyles=[],be.shadowRootOptions={mode:"open"},be[Vt("elementProperties")]=new Map,be[Vt("finalized")]=new Map,_o?.({ReactiveElement:be}),(ai.reactiveElementVersions??=[]).push("2.1.2");var hs=globalThis,_r=t=>t,di=hs.trustedTypes,zr=di?di.createPolicy("lit-html",{createHTML:t=>t}):void 0,us="$lit$",_e=`lit$${Math.random().toFixed(9).slice(2)}$`,cs="?"+_e,zo=`<${cs}>`,Ge=document,Lt=()=>Ge.createComment(""),Bt=t=>t===null||typeof t!="object"&&typeof t!="function",fs=Array.isArray,kr=t=>fs(t)||typeof t?.[Symbol.iterator]=="function",ls=`[ 	
\f\r]`,Pt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,yr=/-->/g,wr=/>/g,Ue=RegExp(`>|${ls}(?:([^\\s"'>=/]+)(${ls}*=${ls}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),$r=/'/g,Mr=/"/g,Hr=/^(?:script|style|textarea|title)$/i,ms=t=>(e,...i)=>({_$litType$:t,strings:e,values:i}),l=ms(1),C=ms(2),oh=ms(3),ae=Symbol.for("lit-noChange"),S=Symbol.for("lit-nothing"),xr=new WeakMap,Ke=Ge.createTreeWalker(Ge,129);function Tr(t,e){if(!fs(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return zr!==void 0?zr.createHTML(e):e}var Er=(t,e)=>{let i=t.length-1,s=[],r,o=e===2?"<svg>":e===3?"<math>":"",a=Pt;for(let n=0;n<i;n++){let u=t[n],m,h,d=-1,_=0;for(;_<u.length&&(a.lastIndex=_,h=a.exec(u),h!==null);)_=a.lastIndex,a===Pt?h[1]==="!--"?a=yr:h[1]!==void 0?a=wr:h[2]!==void 0?(Hr.test(h[2])&&(r=RegExp("</"+h[2],"g")),a=Ue):h[3]!==void 0&&(a=Ue):a===Ue?h[0]===">"?(a=r??Pt,d=-1):h[1]===void 0?d=-2:(d=a.lastIndex-h[2].length,m=h[1],a=h[3]===void 0?Ue:h[3]==='"'?Mr:$r):a===Mr||a===$r?a=Ue:a===yr||a===wr?a=Pt:(a=Ue,r=void 0);let v=a===Ue&&t[n+1].startsWith("/>")?" ":"";o+=a===Pt?u+zo:d>=0?(s.push(m),u.slice(0,d)+us+u.slice(d)+_e+v):u+_e+(d===-2?n:v)}return[Tr(t,o+(t[i]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},Nt=class t{constructor({strings:e,_$litType$:i},s){let r;this.parts=[];let o=0,a=0,n=e.length-1,u=this.parts,[m,h]=Er(e,i);if(this.el=t.createElement(m,s),Ke.currentNode=this.el.content,i===2||i===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(r=Ke.nextNode())!==null&&u.length<n;){if(r.nodeType===1){if(r.hasAttributes())for(let d of r.getAttributeNames())if(d.endsWith(us)){let _=h[a++],v=r.getAttribute(d).split(_e),g=/([.?@])?(.*)/.exec(_);u.push({type:1,index:o,name:g[2],strings:v,ctor:g[1]==="."?li:g[1]==="?"?hi:g[1]==="@"?ui:Ze}),r.removeAttribute(d)}else d.startsWith(_e)&&(u.push({type:6,index:o}),r.removeAttribute(d));if(Hr.test(r.tagName)){let d=r.textContent.split(_e),_=d.length-1;if(_>0){r.textContent=di?di.emptyScript:"";for(let v=0;v<_;v++)r.append(d[v],Lt()),Ke.nextNode(),u.push({type:2,index:++o});r.append(d[_],Lt())}}}else if(r.nodeType===8)if(r.data===cs)u.push({type:2,index:o});else{let d=-1;for(;(d=r.data.indexOf(_e,d+1))!==-1;)u.push({type:7,index:o}),d+=_e.length-1}o++}}static createElement(e,i){let s=Ge.createElement("template");return s.innerHTML=e,s}};function We(t,e,i=t,s){if(e===ae)return e;let r=s!==void 0?i._$Co?.[s]:i._$Cl,o=Bt(e)?void 0:e._$litDirective$;return r?.constructor!==o&&(r?._$AO?.(!1),o===void 0?r=void 0:(r=new o(t),r._$AT(t,i,s)),s!==void 0?(i._$Co??=[])[s]=r:i._$Cl=r),r!==void 0&&(e=We(t,r._$AS(t,e.values),r,s)),e}var ni=class{constructor(e,i){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=i}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:i},parts:s}=this._$AD,r=(e?.creationScope??Ge).importNode(i,!0);Ke.currentNode=r;let o=Ke.nextNode(),a=0,n=0,u=s[0];for(;u!==void 0;){if(a===u.index){let m;u.type===2?m=new st(o,o.nextSibling,this,e):u.type===1?m=new u.ctor(o,u.name,u.strings,this,e):u.type===6&&(m=new ci(o,this,e)),this._$AV.push(m),u=s[++n]}a!==u?.index&&(o=Ke.nextNode(),a++)}return Ke.currentNode=Ge,r}p(e){let i=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,i),i+=s.strings.length-2):s._$AI(e[i])),i++}},st=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,i,s,r){this.type=2,this._$AH=S,this._$AN=void 0,this._$AA=e,this._$AB=i,this._$AM=s,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,i=this._$AM;return i!==void 0&&e?.nodeType===11&&(e=i.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,i=this){e=We(this,e,i),Bt(e)?e===S||e==null||e===""?(this._$AH!==S&&this._$AR(),this._$AH=S):e!==this._$AH&&e!==ae&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):kr(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==S&&Bt(this._$AH)?this._$AA.nextSibling.data=e:this.T(Ge.createTextNode(e)),this._$AH=e}$(e){let{values:i,_$litType$:s}=e,r=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=Nt.createElement(Tr(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===r)this._$AH.p(i);else{let o=new ni(r,this),a=o.u(this.options);o.p(i),this.T(a),this._$AH=o}}_$AC(e){let i=xr.get(e.strings);return i===void 0&&xr.set(e.strings,i=new Nt(e)),i}k(e){fs(this._$AH)||(this._$AH=[],this._$AR());let i=this._$AH,s,r=0;for(let o of e)r===i.length?i.push(s=new t(this.O(Lt()),this.O(Lt()),this,this.options)):s=i[r],s._$AI(o),r++;r<i.length&&(this._$AR(s&&s._$AB.nextSibling,r),i.length=r)}_$AR(e=this._$AA.nextSibling,i){for(this._$AP?.(!1,!0,i);e!==this._$AB;){let s=_r(e).nextSibling;_r(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},Ze=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,i,s,r,o){this.type=1,this._$AH=S,this._$AN=void 0,this.element=e,this.name=i,this._$AM=r,this.options=o,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=S}_$AI(e,i=this,s,r){let o=this.strings,a=!1;if(o===void 0)e=We(this,e,i,0),a=!Bt(e)||e!==this._$AH&&e!==ae,a&&(this._$AH=e);else{let n=e,u,m;for(e=o[0],u=0;u<o.length-1;u++)m=We(this,n[s+u],i,u),m===ae&&(m=this._$AH[u]),a||=!Bt(m)||m!==this._$AH[u],m===S?e=S:e!==S&&(e+=(m??"")+o[u+1]),this._$AH[u]=m}a&&!r&&this.j(e)}j(e){e===S?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},li=class extends Ze{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===S?void 0:e}},hi=class extends Ze{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==S)}},ui=class extends Ze{constructor(e,i,s,r,o){super(e,i,s,r,o),this.type=5}_$AI(e,i=this){if((e=We(this,e,i,0)??S)===ae)return;let s=this._$AH,r=e===S&&s!==S||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,o=e!==S&&(s===S||r);r&&this.element.removeEventListener(this.name,this,s),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},ci=class{constructor(e,i,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=i,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){We(this,e)}},Sr={M:us,P:_e,A:cs,C:1,L:Er,R:ni,D:kr,V:We,I:st,H:Ze,N:hi,U:ui,B:li,F:ci},yo=hs.litHtmlPolyfillSupport;yo?.(Nt,st),(hs.litHtmlVersions??=[]).push("3.3.3");var fi=(t,e,i)=>{let s=i?.renderBefore??e,r=s._$litPart$;if(r===void 0){let o=i?.renderBefore??null;s._$litPart$=r=new st(e.insertBefore(Lt(),o),o,void 0,i??{})}return r._$AI(t),r};var ps=globalThis,B=class extends be{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let i=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=fi(i,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return ae}};B._$litElement$=!0,B.finalized=!0,ps.litElementHydrateSupport?.({LitElement:B});var wo=ps.litElementPolyfillSupport;wo?.({LitElement:B});(ps.litElementVersions??=[]).push("4.2.2");var rt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ze=t=>(...e)=>({_$litDirective$:t,values:e}),ve=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,i,s){this._$Ct=e,this._$AM=i,this._$Ci=s}_$AS(e,i){return this.update(e,i)}update(e,i){return this.render(...i)}};var{I:$o}=Sr,Cr=t=>t;var Rr=t=>t.strings===void 0,Ar=()=>document.createComment(""),at=(t,e,i)=>{let s=t._$AA.parentNode,r=e===void 0?t._$AB:e._$AA;if(i===void 0){let o=s.insertBefore(Ar(),r),a=s.insertBefore(Ar(),r);i=new $o(o,a,t,t.options)}else{let o=i._$AB.nextSibling,a=i._$AM,n=a!==t;if(n){let u;i._$AQ?.(t),i._$AM=t,i._$AP!==void 0&&(u=t._$AU)!==a._$AU&&i._$AP(u)}if(o!==r||n){let u=i._$AA;for(;u!==o;){let m=Cr(u).nextSibling;Cr(s).insertBefore(u,r),u=m}}}return i},Be=(t,e,i=t)=>(t._$AI(e,i),t),Mo={},Dr=(t,e=Mo)=>t._$AH=e,jr=t=>t._$AH,mi=t=>{t._$AR(),t._$AA.remove()};var Ir=(t,e,i)=>{let s=new Map;for(let r=e;r<=i;r++)s.set(t[r],r);return s},Ne=ze(class extends ve{constructor(t){if(super(t),t.type!==rt.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,i){let s;i===void 0?i=e:e!==void 0&&(s=e);let r=[],o=[],a=0;for(let n of t)r[a]=s?s(n,a):a,o[a]=i(n,a),a++;return{values:o,keys:r}}render(t,e,i){return this.dt(t,e,i).values}update(t,[e,i,s]){let r=jr(t),{values:o,keys:a}=this.dt(e,i,s);if(!Array.isArray(r))return this.ut=a,o;let n=this.ut??=[],u=[],m,h,d=0,_=r.length-1,v=0,g=o.length-1;for(;d<=_&&v<=g;)if(r[d]===null)d++;else if(r[_]===null)_--;else if(n[d]===a[v])u[v]=Be(r[d],o[v]),d++,v++;else if(n[_]===a[g])u[g]=Be(r[_],o[g]),_--,g--;else if(n[d]===a[g])u[g]=Be(r[d],o[g]),at(t,u[g+1],r[d]),d++,g--;else if(n[_]===a[v])u[v]=Be(r[_],o[v]),at(t,r[d],r[_]),_--,v++;else if(m===void 0&&(m=Ir(a,v,g),h=Ir(n,d,_)),m.has(n[d]))if(m.has(n[_])){let f=h.get(a[v]),c=f!==void 0?r[f]:null;if(c===null){let b=at(t,r[d]);Be(b,o[v]),u[v]=b}else u[v]=Be(c,o[v]),at(t,r[d],c),r[f]=null;v++}else mi(r[_]),_--;else mi(r[d]),d++;for(;v<=g;){let f=at(t,u[g+1]);Be(f,o[v]),u[v++]=f}for(;d<=_;){let f=r[d++];f!==null&&mi(f)}return this.ut=a,Dr(t,u),ae}});var Vr={en:"English",de:"Deutsch"},ye=[localStorage.getItem("language")??"",...navigator.languages].map(Lr).find(t=>t!==void 0)??"en",Qe=navigator.languages.find(t=>Lr(t)===ye)??ye,Or=Object.entries(Vr);function Pr(t){localStorage.setItem("language",t),location.reload()}function Lr(t){let[e]=t.split("-");return e!==void 0&&e in Vr?e:void 0}var xo={waiting:"Waiting for the sandbox\u2026",lost:"Connection lost. Trying again\u2026",gone:"The sandbox is gone.",close:"Close",channels:"Channels",members:"Members",menu:"Channels and members",online:"online",offline:"offline",noRole:"no role",speakAs:t=>`Speak as ${t}`,speakingAs:"Speaking as",rolesDecide:"Press a name to speak as them: roles decide who may do what.",language:"Language",topic:"A sandbox: the real bot, on this machine alone.",backstage:"Backstage",messagesIn:t=>`Messages in #${t}`,dropHere:"Drop the pack for /deploy",welcome:"A server pack in, a join link out",whatItIs:"ac-deploy is a Discord bot. Give it an Assetto Corsa server pack, and it brings the server up and posts the link to join it.",whatThisIs:"The bot here is the real one. Discord is played by this page and the game servers are simulated, as are the machines that they would cost money on: nothing leaves this machine, and nothing costs anything.",deploySample:"Deploy the sample pack",orDrop:"Or drop a pack of your own anywhere on this page.",sampleFile:"The sample as a file",next:"Next",endTour:"No more hints",toJoin:["Press ","Join"," under the announcement, as a driver would."],toGuest:["Roles decide. Speak as ","gus",", who has none, and try to stop the server."],toStop:["Speak as ","oscar",", the organiser. He may stop the server, and start it again."],nowStop:["Now press ","Stop"," under the announcement."],toBreak:["Let something go wrong, in ","Backstage","."],toFinish:["That was the tour. Type ","/"," to see every command."],placeholder:t=>`Message #${t} \u2013 / for commands`,field:"Message, or / for commands",suggestions:"Suggestions",send:"Send",enterSends:"sends",chooseFile:"choose or drop a file",useSample:"use the sample pack",useSampleProgram:"use a sample acServer",uploading:t=>`Uploading ${t}`,tooLarge:t=>`Your files are too powerful: ${t} at most.`,unreadable:"The file could not be sent: it cannot be read (a folder must be packed first), or the sandbox is gone.",noSuchCommand:"There is no such command. Type / to see them all.",required:t=>`${t}: this option is required.`,app:"APP",used:t=>["used",t,""],thinking:t=>`${t} is thinking\u2026`,sending:"Sending command\u2026",noResponse:"The application did not respond",failed:"This interaction failed",onlyYou:"Only you can see this",dismiss:"Dismiss message",edited:"(edited)",today:t=>`Today at ${t}`,spoiler:"spoiler",nobody:"unknown-user",joinTheServer:"Join the server",leaving:"Leaving the sandbox",leadsOut:"This link leads out of the sandbox.",openAnyway:"Open the link anyway",visit:"Visit site",opensManager:"In a driver\u2019s browser this link opens Content Manager. Here the server is simulated:",asking:"Asking it\u2026",answers:t=>`${t} answers`,drives:(t,e,i)=>`${t}, ${e} of ${i} drivers.`,behind:"Behind the scenes",servers:"Servers",noServers:"None yet. /deploy brings one up.",states:{boots:"boots",runs:"runs",crashed:"crashed",failed:"failed",stops:"stops",stopped:"stopped",deleted:"deleted"},showLog:"Show log",hideLog:"Hide log",logOf:t=>`Log of ${t}`,crash:"Crash it",finishRace:"Finish the race",drivers:"Drivers",breakSomething:"Break something",licences:"Licences of this page\u2019s parts",cancel:"Cancel",submit:"Submit",clock:"The clock",aboutClock:"Races come, machines stop for want of drivers, and money is counted by it. It goes forward only.",fast:"Ten times as fast",steps:[[10,"10 min"],[60,"1 hour"],[1440,"1 day"]],knobs:{cut_upload:["Cut the next upload","The line to the next pack breaks, again and again.","The next pack breaks off while the bot fetches it."],expire_file:["Expire the next pack\u2019s link","Discord\u2019s link has run out when the bot follows it.","The next pack\u2019s link has expired when the bot fetches it."],rate_limit:["Let Discord rate-limit","The bot\u2019s next edits are refused with 429.","The bot\u2019s next three edits of messages are refused for two seconds each."],slow_discord:["Slow Discord down","Commands reach the bot too late: \u201CThe application did not respond\u201D.","Commands now reach the bot after four seconds; Discord allows it three."],cut_gateway:["Cut the bot\u2019s connection","It reconnects and resumes by itself.","The bot\u2019s connection is cut; it comes back by itself."],slow_boot:["Boot slowly","The next server takes its time.","Servers now take half a minute longer to come up."],mend:["Mend everything","Takes back what still lies in wait.","All is well again."]},strict:"As strict as Discord",aboutStrict:"What can happen on the real Discord, and is left out here until you switch it on.",rules:{small_files:["No Nitro","Members attach 10 MiB at most, and not 500."],old_messages:["Old messages","Every message counts as an hour old: three edits in six seconds."],closed_channels:["Channels closed to the bot","It loses \u201CView Channel\u201D everywhere."],discord_down:["Discord is down","Every request of the bot is answered with 503."],hide_embeds:["Embeds switched off","As for members who have switched them off in their settings."],raw_mentions:["Members not loaded","Mentions stay numbers, as on a phone in a large server."]},crashed:"The server\u2019s program was killed. It is started again by itself.",finished:"A qualifying and a race are over. Their results come to the channel in a moment."},ko={waiting:"Warte auf die Sandbox\u2026",lost:"Verbindung verloren. Neuer Versuch\u2026",gone:"Die Sandbox ist weg.",close:"Schlie\xDFen",channels:"Kan\xE4le",members:"Mitglieder",menu:"Kan\xE4le und Mitglieder",online:"online",offline:"offline",noRole:"keine Rolle",speakAs:t=>`Als ${t} sprechen`,speakingAs:"Du sprichst als",rolesDecide:"Auf einen Namen dr\xFCcken, um als dieses Mitglied zu sprechen: Rollen entscheiden, wer was darf.",language:"Sprache",topic:"Eine Sandbox: der echte Bot, nur auf diesem Rechner.",backstage:"Backstage",messagesIn:t=>`Nachrichten in #${t}`,dropHere:"Paket hier ablegen",welcome:"Ein Serverpaket hinein, ein Link zum Mitfahren heraus",whatItIs:"ac-deploy ist ein Bot f\xFCr Discord. Gib ihm ein Serverpaket f\xFCr Assetto Corsa, und er f\xE4hrt den Server hoch und schreibt den Link zum Mitfahren in den Kanal.",whatThisIs:"Der Bot hier ist der echte; er antwortet auf Englisch. Discord spielt diese Seite, und die Spielserver sind simuliert, auch die Maschinen, die Geld kosten w\xFCrden: nichts verl\xE4sst diesen Rechner, und nichts kostet etwas.",deploySample:"Das Beispielpaket bereitstellen",orDrop:"Oder ein eigenes Paket irgendwo auf dieser Seite ablegen.",sampleFile:"Das Beispiel als Datei",next:"Als N\xE4chstes",endTour:"Keine Hinweise mehr",toJoin:["Unter der Ank\xFCndigung auf ","Join"," dr\xFCcken, wie ein Fahrer es t\xE4te."],toGuest:["Rollen entscheiden. Sprich als ","gus",", der keine hat, und versuche, den Server zu stoppen."],toStop:["Sprich als ","oscar",", der Organisator. Er darf den Server stoppen und wieder starten."],nowStop:["Dr\xFCcke jetzt auf ","Stop"," unter der Ank\xFCndigung."],toBreak:["Lass etwas schiefgehen, im ","Backstage","."],toFinish:["Das war die Runde. Mit ","/"," siehst du alle Befehle."],placeholder:t=>`Nachricht an #${t} \u2013 / f\xFCr Befehle`,field:"Nachricht, oder / f\xFCr Befehle",suggestions:"Vorschl\xE4ge",send:"Senden",enterSends:"sendet ab",chooseFile:"Datei w\xE4hlen oder ablegen",useSample:"das Beispielpaket nehmen",useSampleProgram:"einen Beispiel-acServer nehmen",uploading:t=>`${t} wird hochgeladen`,tooLarge:t=>`Deine Datei ist zu gro\xDF: h\xF6chstens ${t}.`,unreadable:"Die Datei kam nicht an: Sie l\xE4sst sich nicht lesen (ein Ordner muss zuerst gepackt werden), oder die Sandbox ist weg.",noSuchCommand:"Diesen Befehl gibt es nicht. Mit / siehst du alle.",required:t=>`${t}: diese Angabe fehlt noch.`,app:"APP",used:t=>["hat",t,"verwendet"],thinking:t=>`${t} denkt nach\u2026`,sending:"Befehl wird gesendet\u2026",noResponse:"Die Anwendung hat nicht geantwortet",failed:"Diese Interaktion ist fehlgeschlagen",onlyYou:"Nur du kannst das sehen",dismiss:"Nachricht ausblenden",edited:"(bearbeitet)",today:t=>`Heute um ${t} Uhr`,spoiler:"Spoiler",nobody:"unbekannt",joinTheServer:"Dem Server beitreten",leaving:"Du verl\xE4sst die Sandbox",leadsOut:"Dieser Link f\xFChrt aus der Sandbox hinaus.",openAnyway:"Trotzdem \xF6ffnen",visit:"Seite \xF6ffnen",opensManager:"Im Browser eines Fahrers \xF6ffnet dieser Link Content Manager. Hier ist der Server simuliert:",asking:"Er wird gefragt\u2026",answers:t=>`${t} antwortet`,drives:(t,e,i)=>`${t}, ${e} von ${i} Fahrern.`,behind:"Hinter den Kulissen",servers:"Server",noServers:"Noch keiner. /bereitstellen f\xE4hrt einen hoch.",states:{boots:"f\xE4hrt hoch",runs:"l\xE4uft",crashed:"abgest\xFCrzt",failed:"ausgefallen",stops:"stoppt",stopped:"gestoppt",deleted:"gel\xF6scht"},showLog:"Log zeigen",hideLog:"Log verbergen",logOf:t=>`Log von ${t}`,crash:"Abst\xFCrzen lassen",finishRace:"Das Rennen beenden",drivers:"Fahrer",breakSomething:"Etwas kaputtmachen",licences:"Lizenzen der Teile dieser Seite",cancel:"Abbrechen",submit:"Absenden",clock:"Die Uhr",aboutClock:"Nach ihr kommen Rennen, halten leere Server an und z\xE4hlen die Kosten. Sie geht nur vorw\xE4rts.",fast:"Zehnmal so schnell",steps:[[10,"10 min"],[60,"1 Stunde"],[1440,"1 Tag"]],knobs:{cut_upload:["Das n\xE4chste Paket abbrechen","Die Leitung zum n\xE4chsten Paket rei\xDFt, wieder und wieder.","Das n\xE4chste Paket bricht ab, w\xE4hrend der Bot es holt."],expire_file:["Den Link des n\xE4chsten Pakets ablaufen lassen","Discords Link gilt nicht mehr, wenn der Bot ihm folgt.","Der Link des n\xE4chsten Pakets ist abgelaufen, wenn der Bot es holt."],rate_limit:["Discord bremst den Bot","Seine n\xE4chsten \xC4nderungen werden mit 429 abgewiesen.","Die n\xE4chsten drei \xC4nderungen an Nachrichten werden f\xFCr je zwei Sekunden abgewiesen."],slow_discord:["Discord wird langsam","Befehle erreichen den Bot zu sp\xE4t: \u201EDie Anwendung hat nicht geantwortet\u201C.","Befehle erreichen den Bot jetzt nach vier Sekunden; Discord gibt ihm drei."],cut_gateway:["Die Verbindung des Bots trennen","Er verbindet sich von selbst wieder.","Die Verbindung des Bots ist getrennt; sie kommt von selbst wieder."],slow_boot:["Langsam hochfahren","Der n\xE4chste Server l\xE4sst sich Zeit.","Server brauchen jetzt eine halbe Minute l\xE4nger."],mend:["Alles heil machen","Nimmt zur\xFCck, was noch lauert.","Alles ist wieder gut."]},strict:"So streng wie Discord",aboutStrict:"Was beim echten Discord vorkommt und hier fehlt, bis du es einschaltest.",rules:{small_files:["Kein Nitro","Mitglieder h\xE4ngen h\xF6chstens 10 MiB an, nicht 500."],old_messages:["Alte Nachrichten","Jede Nachricht gilt als eine Stunde alt: drei \xC4nderungen in sechs Sekunden."],closed_channels:["Kan\xE4le f\xFCr den Bot zu","Er verliert \xFCberall \u201EKanal ansehen\u201C."],discord_down:["Discord ist weg","Jede Anfrage des Bots wird mit 503 beantwortet."],hide_embeds:["Einbettungen aus","Wie f\xFCr Mitglieder, die sie in ihren Einstellungen abgeschaltet haben."],raw_mentions:["Mitglieder nicht geladen","Erw\xE4hnungen bleiben Zahlen, wie am Handy auf einem gro\xDFen Server."]},crashed:"Das Programm des Servers wurde abgeschossen. Es wird von selbst neu gestartet.",finished:"Ein Qualifying und ein Rennen sind vorbei. Ihre Ergebnisse kommen gleich in den Kanal."},z={en:xo,de:ko}[ye];var Br=64,Nr=128,Je=11,pi=class{constructor(e,i,s){this.query=e;this.tell=i;this.lost=s}query;tell;lost;#t;#e=new Map;#i=0;#s=0;open(){let e=new WebSocket(`ws://${location.host}/socket?${this.query()}`);this.#t=e,e.onopen=()=>this.#s=0,e.onmessage=({data:i})=>{if(e!==this.#t)return;let s=JSON.parse(i);if(s.type!=="answer")return this.tell(s);this.#e.get(s.to)?.(s),this.#e.delete(s.to)},e.onclose=()=>{if(e===this.#t){for(let[i,s]of this.#e)s({type:"answer",to:i,refused:z.gone});this.#e.clear(),this.lost(),this.#s=Math.min(this.#s*2+250,4e3),setTimeout(()=>e===this.#t&&this.open(),this.#s)}}}reopen(){let e=this.#t;this.open(),e?.close()}ask(e){let i=this.#t;return i?.readyState!==WebSocket.OPEN?Promise.reject(new Error(z.gone)):new Promise((s,r)=>{let o=++this.#i;this.#e.set(o,({done:a,refused:n})=>n===void 0?s(a):r(new Error(n))),i.send(JSON.stringify({n:o,...e}))})}};var Ca=uo(Sa(),1);function qt(t,e){return Aa(t,(0,Ca.parse)(e,"extended"))}function Aa(t,e){return typeof e=="string"?[e]:(e??[]).map(i=>En(t,i))}function En(t,e){let i=()=>Aa(t,e.content),s=typeof e.content=="string"?e.content:"";switch(e.type){case"text":return s;case"twemoji":return String(e.name);case"br":return l`<br />`;case"strong":return l`<strong>${i()}</strong>`;case"em":return l`<em>${i()}</em>`;case"underline":return l`<u>${i()}</u>`;case"strikethrough":return l`<s>${i()}</s>`;case"spoiler":return l`<details class="spoiler"><summary>${z.spoiler}</summary>${i()}</details>`;case"inlineCode":return l`<discord-code>${s}</discord-code>`;case"codeBlock":return l`<discord-code multiline>${s}</discord-code>`;case"blockQuote":return l`<discord-quote>${i()}</discord-quote>`;case"heading":return l`<strong class="heading">${i()}</strong>`;case"subtext":return l`<small>${i()}</small>`;case"link":case"url":case"autolink":return Sn(String(e.target),i());case"timestamp":return Dn(Number(e.timestamp),String(e.format??"f"));case"user":return t.holds("raw_mentions")?`<@${String(e.id)}>`:l`<discord-mention type="user">${t.name(String(e.id))}</discord-mention>`;case"role":return l`<discord-mention type="role"
        >${t.hello?.roles.find(r=>r.id===e.id)?.name??"unknown-role"}</discord-mention
      >`;case"channel":return l`<discord-mention type="channel"
        >${t.hello?.channels.find(r=>r.id===e.id)?.name??"unknown"}</discord-mention
      >`;case"everyone":return"@everyone";case"here":return"@here";default:return s||l`${i()}`}}function Sn(t,e){return/^https?:\/\//i.test(t)?l`<a href=${t} target="_blank" rel="noopener noreferrer">${e}</a>`:l`${e}`}var Cn=[["year",31536e3],["month",2592e3],["day",86400],["hour",3600],["minute",60],["second",1]],An=new Intl.RelativeTimeFormat(Qe,{numeric:"auto"}),Ra=0;function ys(t){Ra=t}function Rn(){return Date.now()+Ra*1e3}function Dn(t,e){let i=new Date(t*1e3);return Number.isNaN(i.getTime())?`<t:${t}:${e}>`:l`<discord-time title=${i.toLocaleString(Qe)}>${jn(i,e)}</discord-time>`}function jn(t,e){if(e==="R"){let s=(t.getTime()-Rn())/1e3,[r,o]=Cn.find(([,a])=>a<=Math.abs(s))??["second",1];return An.format(Math.trunc(s/o),r)}let i=s=>new Intl.DateTimeFormat(Qe,s).format(t);switch(e){case"t":return i({timeStyle:"short"});case"T":return i({timeStyle:"medium"});case"d":return i({dateStyle:"short"});case"D":return i({dateStyle:"long"});case"F":return i({dateStyle:"full",timeStyle:"short"});default:return i({dateStyle:"long",timeStyle:"short"})}}var In={Admin:"#e67e22",Organiser:"#3498db",Steward:"#9b59b6",Driver:"#2ecc71"},ki=class{constructor(e){this.draw=e;this.line=new pi(()=>new URLSearchParams({member:sessionStorage.getItem("member")??"",channel:sessionStorage.getItem("channel")??"",locale:ye}).toString(),i=>{switch(i.type){case"hello":this.#e(i);break;case"message":this.messages.set(i.message.id,i.message);break;case"deleted":this.messages.delete(i.id);break;case"deed":this.#i(i);break;case"commands":this.commands=i.commands;break;case"bot":this.online=i.online,this.activity=i.activity;break;case"servers":this.servers=i.servers,this.servers.some(s=>s.state==="stopped")&&this.note("stop");break;case"clock":ys(i.ahead);break;case"rules":this.hello&&({rules:this.hello.rules,file_limit:this.hello.file_limit}=i);break}this.changed()},()=>{this.connected=!1,this.changed()})}draw;hello;messages=new Map;deeds=new Map;servers=[];commands=[];online=!1;activity=null;connected=!1;form;notice="";tried=new Set((sessionStorage.getItem("tried")??"").split(" ").filter(Boolean));line;#t=!1;changed(){this.#t||(this.#t=!0,requestAnimationFrame(()=>{this.#t=!1,this.draw()}))}async attempt(e){try{return await e}catch(i){if(i instanceof DOMException&&i.name==="AbortError")return;this.notice=i instanceof Error?i.message:String(i),this.changed();return}}sit(e){e.member&&sessionStorage.setItem("member",e.member),e.channel&&sessionStorage.setItem("channel",e.channel),this.notice="",this.line.reopen()}dismiss(e){this.messages.delete(e),this.deeds.delete(e),this.changed(),this.attempt(this.line.ask({do:"dismiss",id:e}))}note(e){this.tried.add(e),sessionStorage.setItem("tried",[...this.tried].join(" ")),this.changed()}name(e){return e===this.hello?.bot.id?this.hello.bot.name:this.hello?.members.find(i=>i.id===e)?.name??z.nobody}holds(e){return this.hello?.rules.includes(e)??!1}roles(e){let i=this.hello?.members.find(s=>s.id===e)?.roles??[];return(this.hello?.roles??[]).filter(s=>i.includes(s.id)).map(s=>s.name)}colour(e){return In[this.roles(e)[0]??""]??"#ffffff"}#e(e){this.hello=e,ys(e.ahead),this.form=void 0,this.connected=!0,this.messages=new Map(e.messages.map(i=>[i.id,i])),this.deeds=new Map(e.deeds.map(i=>[i.id,i])),{servers:this.servers,commands:this.commands,online:this.online,activity:this.activity}=e}#i(e){e.form&&(this.form={id:e.id,form:e.form}),e.state==="answered"?this.deeds.delete(e.id):this.deeds.set(e.id,e),this.roles(this.hello?.me??"").length||this.note("guest");for(let i of this.deeds.values())e.message&&i.message===e.message&&i.id!==e.id&&this.deeds.delete(i.id)}};function de(t,e){return e?.[ye]??t}function Da(t,e,i,s){let r=new URLSearchParams({member:e?.me??"",channel:e?.channel??"",name:typeof t=="string"?t:t.name});return new Promise((o,a)=>{let n=new XMLHttpRequest;n.open("POST",`${typeof t=="string"?"/sample":"/files"}?${r}`),n.upload.onprogress=({loaded:u,total:m})=>i(m?u/m:0),n.onload=()=>n.status===200?o(JSON.parse(n.responseText)):a(new Error(n.responseText)),n.onerror=()=>a(new Error(z.unreadable)),n.onabort=()=>a(new DOMException("","AbortError")),s.addEventListener("abort",()=>n.abort()),n.send(typeof t=="string"?null:t)})}function ws(t){return t<1024*1024?`${Math.ceil(t/1024)} KiB`:`${(t/1024/1024).toFixed(1)} MiB`}var Vn=120,Hi=class{constructor(e,i){this.room=e;this.sent=i}room;sent;#t="";#e;#i=new Map;#s="";#r=[];#h="";#o=0;#d=!1;#n;#a;view(){let e=this.#v(),i=Math.min(this.#o,e.length-1);return l`<form class="composer" @submit=${this.#T} @keydown=${this.#k}>
      ${this.room.notice?l`<div class="notice" role="alert">
            ${this.room.notice}
            <button type="button" class="link" @click=${this.#E}>OK</button>
          </div>`:S}
      ${e.length?l`<ul class="hints" id="hints" role="listbox" aria-label=${z.suggestions}>
            ${e.map((s,r)=>l`<li
                  id=${`hint${r}`}
                  role="option"
                  aria-selected=${r===i}
                  @mousedown=${o=>o.preventDefault()}
                  @click=${s.take}
                >
                  <b>${s.name}</b> <span>${s.about}</span>
                </li>`)}
          </ul>`:S}
      ${this.#e&&!e.length?this.#y():S}
      <div class="line">
        ${this.#e?this.#l(this.#e,e,i):this.#u(e,i)}
        <button
          class=${this.#p()?"send ready":"send"}
          ?disabled=${this.#a!==void 0}
          aria-label=${z.send}
        >
          ➤
        </button>
      </div>
    </form>`}focus(){requestAnimationFrame(()=>{((this.#e?document.getElementById(`option-${this.#s}`):document.getElementById("say"))??document.querySelector(".composer .send"))?.focus()})}slash(){!this.#e&&!this.#t&&this.#g("/"),this.focus()}drop(e){let i=e[0];if(!i)return;let s=o=>o?.options.find(a=>a.type===Je);if(!s(this.#e)){let o=this.room.commands.find(s);if(!o)return;this.#f(o)}let r=s(this.#e);r&&this.#m(r,i)}async sample(){let e=this.room.commands.find(s=>s.options.some(r=>r.type===Je)),i=e?.options.find(s=>s.type===Je);!e||!i||this.#a||(this.#f(e),await this.#m(i,void 0),this.#e===e&&this.#i.get(i.name)?.file&&await this.#x(e))}#u(e,i){let s=this.room.hello?.channels.find(r=>r.id===this.room.hello?.channel)?.name??"";return l`<input
      id="say"
      .value=${this.#t}
      placeholder=${z.placeholder(s)}
      aria-label=${z.field}
      autocomplete="off"
      maxlength="2000"
      role="combobox"
      aria-expanded=${e.length>0}
      aria-controls="hints"
      aria-activedescendant=${e.length?`hint${i}`:S}
      @input=${r=>this.#g(r.target.value)}
    />`}#l(e,i,s){let r=e.options.filter(o=>!this.#i.has(o.name));return l`<span class="command">/${de(e.name,e.name_localizations)}</span>
      ${Ne([...this.#i],([o])=>o,([o,a])=>{let n=e.options.find(u=>u.name===o);return n?this.#c(n,a,i,s):S})}
      ${r.map(o=>l`<button type="button" class="more" title=${ja(o)} @click=${()=>this.#b(o)}>
            + ${de(o.name,o.name_localizations)}
          </button>`)}`}#c(e,i,s,r){let o=`option-${e.name}`,a=de(e.name,e.name_localizations),n=()=>this.#w(e.name);return e.type===Je?l`<span class="option">
        <label for=${o}>${a}</label>
        <label class="filebox" for=${o}>
          ${i.file?l`<span>📦 ${i.file.name}</span> <small>${ws(i.file.size)}</small>`:i.coming?l`<span>📦 ${i.coming.name}</span>
                  <progress aria-label=${z.uploading(i.coming.name)} .value=${i.coming.share}></progress>
                  <small>${Math.floor(i.coming.share*100)} %</small>`:z.chooseFile}
        </label>
        <input
          type="file"
          id=${o}
          @focus=${n}
          @change=${u=>{let m=u.target.files?.[0];m&&this.#m(e,m)}}
        />
        ${i.file||i.coming?S:l`<button type="button" class="link" @click=${()=>this.#m(e,void 0)}>
              ${Ia(this.#e)?z.useSampleProgram:z.useSample}
            </button>`}
      </span>`:l`<span class="option">
      <label for=${o}>${a}</label>
      <input
        id=${o}
        .value=${i.typed}
        autocomplete="off"
        maxlength=${e.max_length??S}
        role="combobox"
        aria-expanded=${this.#s===e.name&&s.length>0}
        aria-controls="hints"
        aria-activedescendant=${this.#s===e.name&&s.length?`hint${r}`:S}
        @focus=${n}
        @input=${u=>this.#$(e,u.target.value)}
      />
    </span>`}#y(){let e=this.#e,i=e?.options.find(s=>s.name===this.#s);return l`<div class="hints about">
      ${i?l`<b>${de(i.name,i.name_localizations)}</b> <span>${ja(i)}</span>`:l`<span>${e?de(e.description,e.description_localizations):""}</span>`}
      ${this.#p()?l`<span class="enter"><kbd>Enter</kbd> ${z.enterSends}</span>`:S}
    </div>`}#p(){let e=this.#e;if(!e)return this.#t.trim()!==""&&!this.#t.startsWith("/");let i=({file:r,taken:o,typed:a})=>r!==void 0||(o??a.trim())!=="",s=r=>!r.required||this.#i.has(r.name);return!this.#a&&e.options.every(s)&&[...this.#i.values()].every(i)}#v(){if(this.#d)return[];if(this.#e){let i=this.#i.get(this.#s);return!i||i.taken!==void 0||this.#h!==this.#s?[]:this.#r.map(s=>({name:s.name,about:"",take:()=>this.#M(s)}))}if(!this.#t.startsWith("/"))return[];let e=this.#t.slice(1).toLowerCase();return this.room.commands.filter(i=>[i.name,de(i.name,i.name_localizations)].some(s=>s.startsWith(e))).map(i=>({name:`/${de(i.name,i.name_localizations)}`,about:de(i.description,i.description_localizations),take:()=>this.#f(i)}))}#g(e){if(this.#t=e,this.#o=0,this.#d=!1,e.startsWith("/")&&e.endsWith(" ")){let i=e.slice(1,-1),s=o=>o.name===i||de(o.name,o.name_localizations)===i,r=this.room.commands.find(s);if(r)return this.#f(r)}this.room.changed()}#f(e){this.#z(),this.#e=e;let i=e.options.filter(s=>s.required||s.type===Je);for(let s of i)this.#i.set(s.name,{typed:""});this.#s=i[0]?.name??"",this.room.changed(),this.focus()}#b(e,i=""){this.#i.set(e.name,{typed:i}),this.#s=e.name,this.room.changed(),this.focus()}#w(e){this.#s=e,this.#o=0,this.#d=!1,this.#_(),this.room.changed()}#$(e,i){this.#i.set(e.name,{typed:i}),this.#o=0,this.#d=!1,this.#_(),this.room.changed()}#_(){clearTimeout(this.#n);let e=this.#e,i=e?.options.find(a=>a.name===this.#s),s=this.#i.get(this.#s);if(!e||!i||!s||s.taken!==void 0)return;let{typed:r}=s,o=a=>{this.#h=i.name,this.#r=a,this.room.changed()};if(i.choices?.length){let a=n=>n.name.toLowerCase().includes(r.toLowerCase());return o(i.choices.filter(a))}if(!i.autocomplete)return o([]);this.#n=setTimeout(async()=>{let a=this.room.line.ask({do:"complete",command:e.name,option:i.name,typed:r}),n=await this.room.attempt(a);this.#s===i.name&&this.#i.get(i.name)?.typed===r&&o(n??[])},Vn)}#M(e){this.#i.set(this.#s,{typed:e.name,taken:e.value}),this.room.changed(),this.focus()}async#m(e,i){let s=this.room.hello?.file_limit??0;if(i&&s<i.size)return this.room.notice=z.tooLarge(ws(s)),this.room.changed();this.#a?.abort();let r=this.#a=new AbortController,o=u=>{i&&r===this.#a&&this.#i.set(e.name,{typed:"",coming:{name:i.name,share:u}}),this.room.changed()};o(0);let a=Ia(this.#e)?"program":"pack",n=await this.room.attempt(Da(i??a,this.room.hello,o,r.signal));r===this.#a&&(this.#a=void 0,this.#i.set(e.name,n?{typed:"",file:n}:{typed:""}),this.#s=e.name,this.room.changed(),requestAnimationFrame(()=>document.querySelector(".composer .send")?.focus()))}#k=e=>{let i=this.#v(),s=i[Math.min(this.#o,i.length-1)],r=e.target instanceof HTMLInputElement&&e.target.type!=="file",o=!r||!e.target.value;if(e.key==="Escape")i.length?this.#d=!0:this.#z(),this.focus();else if(s&&r&&(e.key==="ArrowDown"||e.key==="ArrowUp")){let a=e.key==="ArrowDown"?1:i.length-1;this.#o=(this.#o+a)%i.length}else if(s&&r&&(e.key==="Enter"||e.key==="Tab"&&!e.shiftKey))s.take();else if(e.key==="Backspace"&&this.#e&&o)this.#H();else if(this.#e&&/^[^ /]$/u.test(e.key)&&!(e.ctrlKey||e.metaKey||e.altKey)&&!r){let a=this.#e.options.find(n=>n.type!==Je&&!this.#i.has(n.name));if(!a)return;this.#b(a,e.key)}else return;e.preventDefault(),this.room.changed()};#H(){this.#a?.abort(),this.#a=void 0,this.#i.delete(this.#s);let e=[...this.#i.keys()].pop();e===void 0?this.#z():this.#s=e,this.focus()}#T=e=>{if(e.preventDefault(),this.#e)return void this.#x(this.#e);let i=this.#t.trim();if(i){if(i.startsWith("/"))return this.room.notice=z.noSuchCommand,this.room.changed();this.#z(),this.sent(),this.room.attempt(this.room.line.ask({do:"say",text:i}))}};async#x(e){let i={};for(let[r,o]of this.#i){let a=o.file?{file:o.file.id}:o.taken??o.typed.trim();a!==""&&(i[r]=a)}let s=e.options.find(r=>r.required&&!(r.name in i));if(s)return this.room.notice=z.required(de(s.name,s.name_localizations)),this.#s=s.name,this.room.changed(),this.focus();this.#z(),this.sent(),this.focus(),await this.room.attempt(this.room.line.ask({do:"command",name:e.name,options:i}))}#E=()=>{this.room.notice="",this.room.changed(),this.focus()};#z(){this.#a?.abort(),this.#a=void 0,this.#t="",this.#e=void 0,this.#i=new Map,this.#s="",this.#r=[],this.#o=0,this.#d=!1,this.room.notice="",this.room.changed()}};function ja(t){return de(t.description,t.description_localizations)}function Ia(t){return t?.name.startsWith("programs")??!1}var Ti=class{constructor(e){this.room=e;setInterval(()=>this.#i&&void this.#o(this.#i.server),1e3)}room;open=!1;#t="";#e;#i;view(){return this.open?l`<aside class="drawer" aria-label=${z.behind} @keydown=${this.#s}>
      <h2>${z.behind} <button class="close" aria-label=${z.close} @click=${this.toggle}>✕</button></h2>
      <h3>${z.servers}</h3>
      ${this.room.servers.length?S:l`<p class="quiet">${z.noServers}</p>`}
      ${Ne(this.room.servers,e=>e.id,e=>this.#r(e))}
      <h3>${z.clock}</h3>
      <p class="quiet">${z.aboutClock}</p>
      <div class="acts">
        ${z.steps.map(([e,i])=>l`<button class="press secondary" data-minutes=${e} @click=${()=>this.#n(e)}>${i}</button>`)}
        <button id="fast" class="press secondary" role="switch" aria-checked=${this.#e!==void 0} @click=${this.#d}>
          ${z.fast}
        </button>
      </div>
      <h3>${z.breakSomething}</h3>
      <p class="quiet" role="status">${this.#t}</p>
      ${Object.keys(z.knobs).map(e=>{let[i,s,r]=z.knobs[e];return l`<button class="knob" id=${`knob-${e}`} @click=${()=>this.#l({knob:e},r)}>
          <b>${i}</b><span>${s}</span>
        </button>`})}
      <h3>${z.strict}</h3>
      <p class="quiet">${z.aboutStrict}</p>
      ${Object.keys(z.rules).map(e=>{let[i,s]=z.rules[e],r=this.room.holds(e);return l`<button class="knob" id=${`rule-${e}`} role="switch" aria-checked=${r} @click=${()=>this.#u(e,!r)}>
          <b>${i}</b><span>${s}</span>
        </button>`})}
      <p class="quiet"><a href="/licences.txt" target="_blank">${z.licences}</a></p>
    </aside>`:S}toggle=()=>{this.open=!this.open,this.#i=void 0,this.room.changed()};#s=e=>{e.key==="Escape"&&(this.toggle(),document.getElementById("backstage")?.focus())};#r(e){let i=this.#i?.server===e.id?this.#i:void 0;return l`<section class="server" data-server=${e.id}>
      <div><b>${e.name}</b> <span class=${`state ${e.state}`}>${z.states[e.state]}</span></div>
      <div class="quiet">${e.track}${e.address?l` · <code>${e.address}</code>`:S}</div>
      <div class="acts">
        <button class="link" aria-expanded=${i!==void 0} @click=${()=>this.#h(e.id)}>
          ${i?z.hideLog:z.showLog}
        </button>
        ${e.state==="runs"?l`<button class="link danger" @click=${()=>this.#l({knob:"crash",server:e.id},z.crashed)}>
                ${z.crash}
              </button>
              <button class="link" @click=${()=>this.#l({knob:"finish_race",server:e.id},z.finished)}>
                ${z.finishRace}
              </button>
              <label class="drivers">
                ${z.drivers}
                <input
                  type="number"
                  min="0"
                  max=${e.slots}
                  placeholder="0"
                  @change=${s=>this.#a(e.id,Number(s.target.value))}
                />
              </label>`:S}
      </div>
      ${i?l`<pre tabindex="0" aria-label=${z.logOf(e.name)}>${i.text}</pre>`:S}
    </section>`}#h(e){this.#i=this.#i?.server===e?void 0:{server:e,text:""},this.room.changed(),this.#i&&this.#o(e)}async#o(e){let i=await this.room.line.ask({do:"log",server:e}).catch(o=>o.message);if(this.#i?.server!==e||this.#i.text===i)return;this.#i.text=String(i);let s=document.querySelector(".server pre"),r=!s||s.scrollHeight-s.scrollTop-s.clientHeight<20;this.room.changed(),r&&requestAnimationFrame(()=>document.querySelector(".server pre")?.scrollTo(0,1e9))}#d=()=>{this.#e===void 0?this.#e=setInterval(()=>{this.#n(1)},6e4/9):(clearInterval(this.#e),this.#e=void 0),this.room.changed()};async#n(e){await this.room.attempt(this.room.line.ask({do:"forward",minutes:e}))}async#a(e,i){await this.room.attempt(this.room.line.ask({do:"drivers",server:e,count:Math.max(0,Math.trunc(i))}))}async#u(e,i){await this.room.attempt(this.room.line.ask({do:"rule",rule:e,on:i}))}async#l(e,i=""){this.#t=await this.room.line.ask({do:"break",...e}).then(()=>i,s=>s.message),this.room.note("break")}};var Ei=class{constructor(e){this.room=e}room;#t;view(){let e=this.room.form,i=e?.form.components.map(s=>s.components[0]).filter(s=>s!==void 0)??[];return l`<dialog id="form" aria-labelledby="form-title" @close=${this.#i}>
      <h2 id="form-title">${e?.form.title??""}</h2>
      <form @submit=${this.#s}>
        ${i.map(s=>On(s))}
        <div class="acts">
          <button type="button" class="press secondary" @click=${this.#e}>${z.cancel}</button>
          <button type="submit" class="press primary">${z.submit}</button>
        </div>
      </form>
    </dialog>`}drawn(){let e=this.room.form;if(!e||e.id===this.#t)return;this.#t=e.id;let i=document.querySelector("#form");i?.querySelector("form")?.reset(),i?.open||i?.showModal()}#e=()=>document.querySelector("#form")?.close();#i=()=>{this.room.form=void 0,this.room.changed()};#s=e=>{e.preventDefault();let i=this.room.form;if(!i)return;let s=new FormData(e.target),r=Object.fromEntries([...s].map(([o,a])=>[o,String(a)]));this.room.attempt(this.room.line.ask({do:"submit",id:i.id,fields:r})),this.#e()}};function On(t){return l`<label class="field"
    >${t.label}
    <input
      name=${t.custom_id}
      placeholder=${t.placeholder??S}
      minlength=${t.min_length??S}
      maxlength=${t.max_length??S}
      ?required=${t.required??!0}
      autocomplete="off"
    />
  </label>`}var Si=class{constructor(e){this.room=e}room;#t="";#e;#i="";view(){let e=Va(this.#t);return l`<dialog id="leaving" aria-labelledby="leaving-title" @close=${()=>this.#t=""}>
      <h2 id="leaving-title">${e?z.joinTheServer:z.leaving}</h2>
      <p class="address">${this.#t}</p>
      ${e?this.#s():l`<p>${z.leadsOut}</p>`}
      <form method="dialog">
        <button class="press secondary">${z.close}</button>
        <a class="press primary" href=${this.#t||S} target="_blank" rel="noopener noreferrer"
          >${e?z.openAnyway:z.visit}</a
        >
      </form>
    </dialog>`}#s(){let e=this.#e;return l`<p>${z.opensManager}</p>
      <p id="info" role="status">
        ${e?l`✅ <b>${z.answers(e.name)}</b>: ${z.drives(e.track,e.clients,e.maxclients)}`:this.#i?`\u274C ${this.#i}`:z.asking}
      </p>`}clicked=e=>{let i=e.composedPath().find(r=>r instanceof HTMLAnchorElement);if(!i?.closest("discord-message")||!i.href)return;e.preventDefault();let s=/^https:\/\/discord\.com\/channels\/\d+\/\d+\/(\d+)$/.exec(i.href)?.[1];if(s){let r=document.getElementById(`m${s}`);r?.scrollIntoView({block:"center"}),r?.animate([{backgroundColor:"#5865f266"},{}],1500);return}this.#r(i.href)};async#r(e){if([this.#t,this.#e,this.#i]=[e,void 0,""],this.room.changed(),document.querySelector("#leaving")?.showModal(),!!Va(e)){this.room.note("join");try{this.#e=await this.room.line.ask({do:"join",link:e})}catch(i){this.#i=i instanceof Error?i.message:String(i)}this.room.changed()}}};function Va(t){return/[?&]httpPort=/.test(t)}var qe=class extends Event{constructor(e,i,s,r){super("context-request",{bubbles:!0,composed:!0}),this.context=e,this.contextTarget=i,this.callback=s,this.subscribe=r??!1}};var Tt=class{constructor(e,i,s,r){if(this.subscribe=!1,this.provided=!1,this.value=void 0,this.t=(o,a)=>{this.unsubscribe&&(this.unsubscribe!==a&&(this.provided=!1,this.unsubscribe()),this.subscribe||this.unsubscribe()),this.value=o,this.host.requestUpdate(),this.provided&&!this.subscribe||(this.provided=!0,this.callback&&this.callback(o,a)),this.unsubscribe=a},this.host=e,i.context!==void 0){let o=i;this.context=o.context,this.callback=o.callback,this.subscribe=o.subscribe??!1}else this.context=i,this.callback=s,this.subscribe=r??!1;this.host.addController(this)}hostConnected(){this.dispatchRequest()}hostDisconnected(){this.unsubscribe&&(this.unsubscribe(),this.unsubscribe=void 0)}dispatchRequest(){this.host.dispatchEvent(new qe(this.context,this.host,this.t,this.subscribe))}};var Ci=class{get value(){return this.o}set value(e){this.setValue(e)}setValue(e,i=!1){let s=i||!Object.is(e,this.o);this.o=e,s&&this.updateObservers()}constructor(e){this.subscriptions=new Map,this.updateObservers=()=>{for(let[i,{disposer:s}]of this.subscriptions)i(this.o,s)},e!==void 0&&(this.value=e)}addCallback(e,i,s){if(!s)return void e(this.value);this.subscriptions.has(e)||this.subscriptions.set(e,{disposer:()=>{this.subscriptions.delete(e)},consumerHost:i});let{disposer:r}=this.subscriptions.get(e);e(this.value,r)}clearCallbacks(){this.subscriptions.clear()}};var $s=class extends Event{constructor(e,i){super("context-provider",{bubbles:!0,composed:!0}),this.context=e,this.contextTarget=i}},Et=class extends Ci{constructor(e,i,s){super(i.context!==void 0?i.initialValue:s),this.onContextRequest=r=>{if(r.context!==this.context)return;let o=r.contextTarget??r.composedPath()[0];o!==this.host&&(r.stopPropagation(),this.addCallback(r.callback,o,r.subscribe))},this.onProviderRequest=r=>{if(r.context!==this.context||(r.contextTarget??r.composedPath()[0])===this.host)return;let o=new Set;for(let[a,{consumerHost:n}]of this.subscriptions)o.has(a)||(o.add(a),n.dispatchEvent(new qe(this.context,n,a,!0)));r.stopPropagation()},this.host=e,i.context!==void 0?this.context=i.context:this.context=i,this.attachListeners(),this.host.addController?.(this)}attachListeners(){this.host.addEventListener("context-request",this.onContextRequest),this.host.addEventListener("context-provider",this.onProviderRequest)}hostConnected(){this.host.dispatchEvent(new $s(this.context,this.host))}};function Ft({context:t}){return(e,i)=>{let s=new WeakMap;if(typeof i=="object")return{get(){return e.get.call(this)},set(r){return s.get(this).setValue(r),e.set.call(this,r)},init(r){return s.set(this,new Et(this,{context:t,initialValue:r})),r}};{e.constructor.addInitializer((a=>{s.set(a,new Et(a,{context:t}))}));let r=Object.getOwnPropertyDescriptor(e,i),o;if(r===void 0){let a=new WeakMap;o={get(){return a.get(this)},set(n){s.get(this).setValue(n),a.set(this,n)},configurable:!0,enumerable:!0}}else{let a=r.set;o={...r,set(n){s.get(this).setValue(n),a?.call(this,n)}}}return void Object.defineProperty(e,i,o)}}}function X({context:t,subscribe:e}){return(i,s)=>{typeof s=="object"?s.addInitializer((function(){new Tt(this,{context:t,callback:r=>{i.set.call(this,r)},subscribe:e})})):i.constructor.addInitializer((r=>{new Tt(r,{context:t,callback:o=>{r[s]=o},subscribe:e})}))}}var U=t=>(e,i)=>{i!==void 0?i.addInitializer(()=>{customElements.define(t,e)}):customElements.define(t,e)};var Ln={attribute:!0,type:String,converter:Ot,reflect:!1,hasChanged:oi},Bn=(t=Ln,e,i)=>{let{kind:s,metadata:r}=i,o=globalThis.litPropertyMetadata.get(r);if(o===void 0&&globalThis.litPropertyMetadata.set(r,o=new Map),s==="setter"&&((t=Object.create(t)).wrapped=!0),o.set(i.name,t),s==="accessor"){let{name:a}=i;return{set(n){let u=e.get.call(this);e.set.call(this,n),this.requestUpdate(a,u,t,!0,n)},init(n){return n!==void 0&&this.C(a,void 0,t,n),n}}}if(s==="setter"){let{name:a}=i;return function(n){let u=this[a];e.call(this,n),this.requestUpdate(a,u,t,!0,n)}}throw Error("Unsupported decorator location: "+s)};function M(t){return(e,i)=>typeof i=="object"?Bn(t,e,i):((s,r,o)=>{let a=r.hasOwnProperty(o);return r.constructor.createProperty(o,s),a?Object.getOwnPropertyDescriptor(r,o):void 0})(t,e,i)}var Fe=ze(class extends ve{constructor(t){if(super(t),t.type!==rt.ATTRIBUTE||t.name!=="class"||t.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(t){return" "+Object.keys(t).filter(e=>t[e]).join(" ")+" "}update(t,[e]){if(this.st===void 0){this.st=new Set,t.strings!==void 0&&(this.nt=new Set(t.strings.join(" ").split(/\s/).filter(s=>s!=="")));for(let s in e)e[s]&&!this.nt?.has(s)&&this.st.add(s);return this.render(e)}let i=t.element.classList;for(let s of this.st)s in e||(i.remove(s),this.st.delete(s));for(let s in e){let r=!!e[s];r===this.st.has(s)||this.nt?.has(s)||(r?(i.add(s),this.st.add(s)):(i.remove(s),this.st.delete(s)))}return ae}});var G=t=>t??S;function P(t,e,i){return t?e(t):i?.(t)}var Ut=(t,e)=>{let i=t._$AN;if(i===void 0)return!1;for(let s of i)s._$AO?.(e,!1),Ut(s,e);return!0},Ri=t=>{let e,i;do{if((e=t._$AM)===void 0)break;i=e._$AN,i.delete(t),t=e}while(i?.size===0)},Oa=t=>{for(let e;e=t._$AM;t=e){let i=e._$AN;if(i===void 0)e._$AN=i=new Set;else if(i.has(t))break;i.add(t),Fn(e)}};function Nn(t){this._$AN!==void 0?(Ri(this),this._$AM=t,Oa(this)):this._$AM=t}function qn(t,e=!1,i=0){let s=this._$AH,r=this._$AN;if(r!==void 0&&r.size!==0)if(e)if(Array.isArray(s))for(let o=i;o<s.length;o++)Ut(s[o],!1),Ri(s[o]);else s!=null&&(Ut(s,!1),Ri(s));else Ut(this,t)}var Fn=t=>{t.type==rt.CHILD&&(t._$AP??=qn,t._$AQ??=Nn)},Di=class extends ve{constructor(){super(...arguments),this._$AN=void 0}_$AT(e,i,s){super._$AT(e,i,s),Oa(this),this.isConnected=e._$AU}_$AO(e,i=!0){e!==this.isConnected&&(this.isConnected=e,e?this.reconnected?.():this.disconnected?.()),i&&(Ut(this,e),Ri(this))}setValue(e){if(Rr(this._$Ct))this._$Ct._$AI(e,this);else{let i=[...this._$Ct._$AH];i[this._$Ci]=e,this._$Ct._$AI(i,this,0)}}disconnected(){}reconnected(){}};var Ms=class extends Di{host;element;prevData={};eventData={};render(e){return S}update(e,[i]){this.element!==e.element&&(this.element=e.element),this.host=e.options?.host??this.element,this.apply(i),this.groom(i),this.prevData={...i}}apply(e){if(!e)return;let{prevData:i,element:s}=this;for(let[r,o]of Object.entries(e)){if(o===i[r])continue;let a=r.slice(1);switch(r[0]){case"@":this.eventData[a]=o,this.applyEvent(a,o);break;case".":s[a]=o;break;case"?":o?s.setAttribute(a,""):s.removeAttribute(a);break;default:o===null?s.removeAttribute(r):s.setAttribute(r,String(o));break}}}groom(e){let{prevData:i,element:s}=this;if(i)for(let[r,o]of Object.entries(i)){let a=r.slice(1);if(!e||!(r in e)&&s[a]===o)switch(r[0]){case"@":this.groomEvent(a,o);break;case".":s[a]=void 0;break;case"?":s.removeAttribute(a);break;default:s.removeAttribute(r);break}}}applyEvent(e,i){let{prevData:s,element:r}=this;this.eventData[e]=i,s[e]&&r.removeEventListener(e,this,i),r.addEventListener(e,this,i)}groomEvent(e,i){let{element:s}=this;Reflect.deleteProperty(this.eventData,e),s.removeEventListener(e,this,i)}handleEvent(e){let i=this.eventData[e.type];typeof i=="function"?i.call(this.host,e):i.handleEvent(e)}disconnected(){let{eventData:e,element:i}=this;for(let[s,r]of Object.entries(e)){let o=s.slice(1);i.removeEventListener(o,this,r)}}reconnected(){let{eventData:e,element:i}=this;for(let[s,r]of Object.entries(e)){let o=s.slice(1);i.addEventListener(o,this,r)}}},A=ze(Ms);var Un=C`
	<path d="M5.688 3.5v.438H5.25v.438h-.438V1.313h-.438V.875h-.436V.438H3.5v6.125h2.625v-.438H5.25v-.438h.438v-.438h.438v-.438h.438V3.5z" fill="#b79cf8"/>
	<path d="M3.063.438v.438h-.438v.438h-.437v3.5h-.875v-.438H.438v1.75h.438v.438h2.625V.438z" fill="#ff7fc0"/>
	<path d="M3.938 0h-.875v.438h.875zm-.875.438h-.438v.438h.438z" fill="#000"/>
	<path d="M3.938.438h-.875v.438h.875zm-.875.437h-.438v.438h.438zm0 1.75h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M2.188 5.25H1.75v.438h.438z" fill="#ffa5d3"/>
	<path d="M2.625 5.25h-.437v.438h.438zm-1.75.438H.438v.438h.438zm2.625.438H.875v.438H3.5z" fill="#ff1c90"/>
	<path d="M1.75 5.688h-.437v.438h.438zm-.438-.438H.875v.438h.438zm1.313-.875V3.5h-.437v1.313h.438v1.313h.438v-1.75zm.438-3.5v1.313h-.438v.438h.438v1.313h.438V.875z" fill="#ffa5d3"/>
	<path d="M6.125 3.5h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-3.5.875h-.874v.438h.875zm-.875-.438H.438v.438h.875z" fill="#f0f0f0"/>
	<path d="M.875 5.25v-.875H.438v.875z" fill="#f0f0f0"/>
	<path d="M4.813 1.313h-.438v.438h.438z" fill="#cdbafa"/>
	<path d="M2.625 1.313h-.437v1.313h.438z" fill="#f0f0f0"/>
	<path d="M4.375.438h-.437v.438h.438zm.438.438h-.438v.438h.438zM2.625 4.814h-.437v.438h.438zm3.938 0h-.438v.438h.438zm-.875.438v.438H5.25v.438h.875v-.875zm.438.875v.438H.875v.438h5.688v-.875zM.875 6.125H.438v.438h.438zM7 3.062H5.687V3.5H7zm-5.687.876H0v.438h1.313z" fill="#000"/>
	<path d="M.438 6.125V3.938H0v2.188zm6.563-1.313V3.5h-.438v1.313zM2.625.875h-.437v.438h.438zm-.875.438v3.063h-.437v.438h.875V1.313zm3.5 2.188V1.313h-.438v3.063h.438v-.438h.438V3.5z" fill="#000"/>
	<path d="M3.938.875H3.5v.875h.438zm.438 1.75V1.75h-.438V3.5h.438v.438h.438V2.625zm.875 1.75h-.438v.438h.438zm-1.313 0H3.5v1.313h.438zm.875 1.313h-.438v.438h.438zm0-.875h-.438v.438h.438zm.438.438h-.438v.438h.438z" fill="#cdbafa"/>
	<path d="M5.25 6.125v-.438h-.438v.438H3.5v.438h2.625v-.438zm.438-.875H5.25v.438h.438zm.438-.438h-.438v.438h.438z" fill="#816bee"/>
`;function ji(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Un}
	</svg>`}var Kn=C`
	<path d="M4.375 1.75v-.437h-.437V.438h-.875v.875h-.438v.438h-.437v.438h.438v.438h.438v.438h.875v-.44h.438v-.437h.438V1.75z" fill="#47baff"/>
	<path d="M4.375 5.25v.438h-.437v.875h-.875v-.875h-.438V5.25h-.437v-.438h.438v-.438h.438v-.436h.875v.438h.438v.438h.438v.438z" fill="#ff2c52"/>
	<path d="M3.063 0v.438h.875V0z" fill="#000"/>
	<path d="M3.063.438v.438h.875V.438z" fill="#f0f0f0"/>
	<path d="M3.063 2.625v.438h.875v-.438z" fill="#4282d8"/>
	<path d="M3.063.438h-.438v.875h.438zM.438 3.063H0v.875h.438zm.875 0v-.438H.438v.438zm1.313-1.75h-.438v.438h.438z" fill="#000"/>
	<path d="M2.625 1.75h-.437v.438h.438zm.438-.438h-.438v.438h.438zm0 2.625v.438h.875v-.437z" fill="#f0f0f0"/>
	<path d="M3.063 6.125v.438h.875v-.438zm0-.875h-.438v.438h.438zm-.438-.438h-.437v.438h.438z" fill="#be0351"/>
	<path d="M3.063 4.375h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.938 5.688h.438V5.25h-.438zm.438-.438h.438v-.438h-.438zm-.438-.438h.438v-.438h-.438z" fill="#be0351"/>
	<path d="M3.5 1.75h-.437v.438h.438z" fill="#f0f0f0"/>
	<path d="M4.375 2.188h-.437v.438h.438zm.438-.438h-.438v.438h.438z" fill="#4282d8"/>
	<path d="M5.25 4.375h.438v-.437h.875v-.875h-.875v-.438H5.25v-.437h-.438v.438h-.438v.438h-.436v.875h.438v.438h.438v.438h.438z" fill="#C7C7C7"/>
	<path d="M6.563 3.063h-.438v.875h.438z" fill="#707070"/>
	<path d="M5.25 2.625v-.437h-.438v.438zm-.438.438v-.438h-.438v.438z" fill="#fff"/>
	<path d="M4.813 4.375v-.437h-.438v.438zm-.438-.438V3.5h-.437v.438zm1.313.438v-.437H5.25v.438zm-.438.438v-.438h-.438v.438z" fill="#707070"/>
	<path d="M1.75 4.375h-.437v-.437H.438v-.875h.875v-.438h.438v-.437h.438v.438h.438v.438h.438v.875h-.44v.438h-.437v.438H1.75z" fill="#C7C7C7"/>
	<path d="M.438 3.938h.438v-.875H.438z" fill="#fff"/>
	<path d="M2.625 3.938h.438v-.875h-.438z" fill="#707070"/>
	<path d="M2.188 2.625v-.437H1.75v.438zm-.438.438v-.438h-.437v.438zm.438.438v-.438H1.75v.438z" fill="#fff"/>
	<path d="M2.625 4.375v-.437h-.437v.438zm-.438.438v-.438H1.75v.438z" fill="#707070"/>
	<path d="M2.188 1.75H1.75v.438h.438zm.438.438h-.438v.438h.438zm.438.438h-.439v.438h.438zm.875.438h-.876v.875h.875zm.438.875h-.439v.438h.438zm.438.438h-.438v.438h.438zM1.75 2.188h-.437v.438h.438zm2.188 4.813v-.438h-.875v.438zm-.875-1.313h-.438v.875h.438zM.438 3.938v.438h.875v-.438zm2.188 1.313h-.438v.438h.438zm-.438-.438H1.75v.438h.438zm-.438-.438h-.437v.438h.438zm2.188-3.063h.438V.438h-.438zm2.625 2.625h.438v-.874h-.438zm0-.875v-.437h-.875v.438zM4.375 1.749h.438v-.436h-.438zm.438.438h.438V1.75h-.438zm-.438.438h.438v-.437h-.438zm-.437.438h.438v-.438h-.438zM2.625 4.376h.438v-.438h-.438zm-.438.438h.438v-.438h-.437z" fill="#000"/>
	<path d="M4.813 2.188h.438V1.75h-.438zm.438.438h.438v-.438h-.438zM3.938 6.564h.438v-.875h-.438zm1.75-2.625v.438h.875v-.439zm-1.313 1.75h.438v-.438h-.438zm.438-.438h.438v-.438h-.438zm.438-.438h.438v-.438h-.438z" fill="#000"/>
`;function Ii(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Kn}
	</svg>`}var Gn=C`
	<path d="M6.125 3.063v-.438h-.438v.438H4.374v-.438h-.436V1.313h.438V.875H3.063v1.75h-.438v.438H.438v.875h.438v.438h.438v-.438h1.313v.438h.438v1.313h-.44v.438h.438v.438h.875v-.438h.438v-.438h-.438V4.376h.438v-.438h1.313v.438h.438v-.438h.438v-.875z" fill="#ffb84b"/>
	<path d="M3.938 0h-.875v.438h.875zM2.625.875H1.313v.438h1.313zm-1.312.438H.875v1.313h.438zm1.75 0h-.438v1.313h.438zm1.313 0h-.438v1.313h.438zm1.75 0h-.438v1.313h.438zM5.688.875H4.375v.438h1.313zm-3.063 1.75H1.313v.438h1.313zm3.063 0H4.375v.438h1.313zM3.063.438h-.438v.438h.438z" fill="#000"/>
	<path d="M2.625 1.313h-.437v.438h.438zm-.437.437H1.75v.438h.438zm3.5-.438H5.25v.438h.438zm-.438.438h-.438v.438h.438zm.438 2.625H5.25v.438h.438zm-.438.438h-.438v.438h.438zm-2.625-.438h-.437v.438h.438zm-.438.438H1.75v.438h.438z" fill="#57595f"/>
	<path d="M4.375.438h-.437v.438h.438zM.438 3.063H0v.875h.438z" fill="#000"/>
	<path d="M2.188 1.75v.438h-.875v.438h1.313V1.75zm3.063 0v.438h-.875v.438h1.313V1.75zM2.188 4.813v.438h-.875v.438h1.313v-.875zm3.063 0v.438h-.875v.438h1.313v-.875z" fill="#35363a"/>
	<path d="M.875 3.938H.438v.438h.438zm0-1.313H.438v.438h.438zM7 3.063h-.438v.875H7z" fill="#000"/>
	<path d="M6.563 3.063h-.438v.875h.438z" fill="#ba3500"/>
	<path d="M.875 3.063H.438v.875h.438z" fill="#f0f0f0"/>
	<path d="M6.563 2.625h-.438v.438h.438zm0 1.313h-.438v.438h.438z" fill="#000"/>
	<path d="M6.125 3.938h-.438v.438h.438zm-3.062 0h-.438v.438h.438zm-1.75 0H.875v.438h.438zm3.063 0h-.438v.438h.438z" fill="#ba3500"/>
	<path d="M3.938 6.563h-.875v.438h.875zm-1.313-.875H1.313v.438h1.313zM1.312 4.375H.875v1.313h.438zm1.75 0h-.437v1.313h.438zm1.313 0h-.437v1.313h.438zm1.75 0h-.438v1.313h.438zm-.438 1.313H4.374v.438h1.313zm-3.062-1.75H1.313v.438h1.313zm3.063 0H4.375v.438h1.313z" fill="#000"/>
	<path d="M2.625 3.5H1.313v.438h1.313zm3.063 0H4.375v.438h1.313z" fill="#ba3500"/>
	<path d="M3.063 6.125h-.438v.438h.438zm1.313 0h-.438v.438h.438z" fill="#000"/>
	<path d="M3.938 6.125h-.875v.438h.875z" fill="#ba3500"/>
	<path d="M3.938.438h-.875v.438h.875zm-.875.437h-.438v.438h.438V.438Z" fill="#f0f0f0"/>
	<path d="M4.375 5.688h-.437v.438h.438z" fill="#ba3500"/>
	<path d="M2.188 1.313h-.875v.875h.438V1.75h.438zm3.063 0h-.875v.875h.438V1.75h.438zM2.188 4.376h-.875v.875h.438v-.438h.438zm3.063 0h-.875v.875h.438v-.438h.438z" fill="#d8d8d8"/>
	<path d="M3.938 2.188V1.75H3.5V.875h-.437v1.313zm0 .438H3.5v.438h-.437v.438h-.438v.438h.438v.875h.438v1.313h.438v-1.75H3.5V3.5h.875v-.437h-.437zm2.188.438h-.438v.438h.438zm-3.063-.439h-.438v.438h.438zm-1.75.438H.875v.438h.438zm.875 0H1.75v.438h.438z" fill="#fd6214"/>
`;function Vi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Gn}
	</svg>`}var Wn=C`
	<path d="M5.688 2.625V1.75H5.25V.438h-.438v.438h-.438v.438h-.436v.438H3.5v.438H1.313v.438H.875v.875H.438v1.75h.438v.438h.438v.438h.438v.438h3.5v-.438h.438v-.438h.438V2.625z" fill="#fd6214"/>
	<path d="M0 3.5v1.75h.438V3.5zm6.563.438v1.313h.438V3.938zm-.438-1.313v1.313h.438V2.625zm-.438-.875v.875h.438V1.75z" fill="#000"/>
	<path d="M6.125 3.938v1.313h.438V3.938zm-.438-1.313v1.313h.438V2.625zm-.438-.875v.875h.438V1.75z" fill="#ba3500"/>
	<path d="M.438 2.625V3.5h.438v-.875zm2.625-1.313h-.438v.438h.438zm.875 0H3.5v.438h.438zM3.5 1.75h-.437v.438h.438zm-2.625.438v.438h.438v-.438zM.437 5.251v.438h.438v-.438zm.438.438v.438h.438v-.438zm.438.438v.438h.438v-.438zm4.813-.875v.438h.438v-.438zm-.438.438v.438h.438V5.69zm-.438.438v.438h.438v-.438zm-3.5.438v.438h3.5v-.438zM1.313 1.75v.438h.438V1.75zm.438-.438v.438h.438v-.437zm.438-.438v.438h.438V.875zm1.75 0v.438h.438V.875zm.438-.438v.438h.438V.438zm.438-.438v.438h.438V0z" fill="#000"/>
	<path d="M4.813.438v.438h.438V.438zm-.438.438v.438h.438V.875zm-.437.437v.438h.438v-.438zM3.5 1.75v.438h.438V1.75zm-1.312-.437v.438h.438v-.438zm-.438.437v.438h.438V1.75zm.875 0v.438h.438V1.75z" fill="#f0f0f0"/>
	<path d="M2.188 1.75v.438h.438V1.75z" fill="#fd6214"/>
	<path opacity=".5" d="M4.813 1.75v.438h.438V1.75zm.438 2.188V3.5h-.438v-.875h-.438v.438h-.437v.438H2.625v-.438h-.437v.875h-.875v.875h.438v.875h.438v.438h2.625v-.438h.438v-.875h.438v-.875z" fill="#fff"/>
	<path d="M1.313 2.188v.438h.438v-.438zm-.438.437V3.5h.438v-.875zm.875.875v.438h.438V3.5z" fill="#f0f0f0"/>
	<path d="M.875 5.25v.438h.438V5.25zm.438.438v.438h.438v-.438zm3.938 0v.438h.438v-.438zm.438-.438v.438h.438V5.25zm-3.938.875v.438h3.5v-.438z" fill="#ba3500"/>
	<path d="M.438 3.5v.875h.438V3.5zm4.375.875h-.438v-.437h-1.75v.438h-.437v.875h.438v.438h1.75v-.438h.438z" fill="#f0f0f0"/>
	<path d="M5.25.438v1.313h.438V.438z" fill="#000"/>
`;function Oi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Wn}
	</svg>`}var Zn=C`
	<path d="M6.563.875h-.438V.438H4.812v1.313h-.438V.875h-.436V.438h-.875v.438h-.438v.875h-.437V.438H.875v.438H.438v1.75h.438v.438h.875v.438h.438v.875h.438v.438h.438v.438h.875v-.438h.438v-.438h.438V3.5h.438v-.437h.875v-.438h.438z" fill="#ff7fc0"/>
	<path d="M3.938 0h-.875v.438h.875zm-1.75 0H.875v.438h1.313zm3.938 0H4.813v.438h1.313zm.438.438h-.438v.438h.438zm.438.438h-.438v1.75h.438zM4.377.438h-.439v.438h.438v.875h.438V.438zm-2.189 0v1.313h.438V.875h.438V.438zm-1.313 0H.438v.438h.438zM.438.875H0v1.75h.438zm.438 1.75H.438v.438h.438zm.875.438H.875v.438h.875zm4.375 0h-.875v.438h.875zm.438-.438h-.438v.438h.438zM5.251 3.938V3.5h-.438v.875h1.75v-.437zM1.75 3.5v.438H.438v.438h1.75V3.5zm-1.313.875H0v1.75h.438zm.438 1.75H.438v.438h.438zm5.25.438H.875v.438h5.25zm.438-.438h-.438v.438h.438zm.438-1.75h-.438v1.75h.438zm-4.376 0h-.437v.438h.438zm.438.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm.438-.438h-.438v.438h.438zm-.875.875h-.876v.438h.875z" fill="#000"/>
	<path d="M4.813 4.375v.438h-.438v.438h-.437v.438h-.875v-.438h-.438v-.438h-.437v-.438H.438v1.75h.438v.438h5.25v-.438h.438v-1.75z" fill="#6be473"/>
	<path d="M1.75 5.25h-.437v.438h.438zm-.438-.438H.875v.438h.438zM5.25 6.125v-.438h-.438v.438h-.874v-.438h-.875v.438h-.875v-.438H1.75v.438H.875v.438h5.25v-.438zm.438-.875H5.25v.438h.438zm.438-.438h-.438v.438h.438zm.438.875h-.438v.438h.438z" fill="#008456"/>
	<path d="M2.625 3.938h-.437v.438h.438zm.438.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm.438-.438h-.438v.438h.438zm.438-.875h-.438v.438h.438zm.875-.438h-.438v.438h.438zm.438-.875h-.438v.875h.438zM3.94 4.813h-.877v.438h.875z" fill="#ff1c90"/>
	<path d="M4.375 5.25h-.437v.438h.438zm.438-.438h-.438v.438h.438zm.438-.438h-.438v.438h.438zm-4.813.001v.875h.438v-.438h1.313v-.438zm.438-3.5H.438v.875h.438zM2.189.437H.875v.438h1.313zm.875.438h-.439v.438h.438zm.875-.438h-.876v.438h.875zm1.313 0h-.438v.875h.438V.875h.875V.438z" fill="#f0f0f0"/>
`;function Pi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Zn}
	</svg>`}var Qn=C`
	<path d="M3.063.875v.438h.875V.875zm.875-.438v.438h1.75V.438zm1.75.438v.438h.438V.875zm.438.438v.438h.438v-.438zm.438.438v2.188h.438V1.75zm-.438 2.188v.875h.438v-.876zm-.438.875v.438h.438v-.438zm-.875.438v.438h.875v-.438zm-.875.438v.438h.875V5.69zm-.875.438v.438h.875v-.438z" fill="#000"/>
	<path d="M6.563 1.75h-.438v-.437h-.438V.875H3.938v.438h-.875V.875h-1.75v.438H.875v.438H.438v2.188h.438v.875h.438v.438h.875v.438h.875v.438h.875V5.69h.875v-.438h.875v-.438h.438v-.876h.438z" fill="#ff7fc0"/>
	<path d="M6.563 1.75h-.438v2.188h.438zm-.438 2.188h-.438v.875h.438zm-4.812 0H.875v.875h.438zm4.375.875h-.875v.438h.875zm-.875.438h-.875v.438h.875zm-.875.438h-.875v.438h.875zm-.875-.438h-.875v.438h.875zm-.875-.438h-.875v.438h.875z" fill="#ff1b90"/>
	<path d="M1.313.438v.438h1.75V.438zM.875.875v.438h.438V.875zm-.437.438v.438h.438v-.438zM0 1.75v2.188h.438V1.75zm.438 2.188v.875h.438v-.875zm.438.875v.438h.438v-.438zm.438.438v.438h.875v-.438zm.875.438v.438h.875v-.438z" fill="#000"/>
	<path d="M1.313.875v.438h1.75V.875zm2.625 0v.438h1.75V.875zm-.875.438v.438h.875v-.438z" fill="#f0f0f0"/>
	<path opacity=".6" d="M4.813 2.625v-.437h-.875v.438h-.875v-.438h-.875v.438H1.75v1.313h.438v.438h.879v.438h.875v-.438h.871v-.439h.438V2.625z" fill="#fff"/>
	<path d="M5.688 1.313v.438h.438v-.438zm-4.813 0v.438h.438v-.438zm.438.438v.438h.438V1.75zM.438 1.75v.875h.438V1.75z" fill="#f0f0f0"/>
`;function Li(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Qn}
	</svg>`}var Jn=C`
	<path d="M6.125 2.625v.438H4.812v-.438h-.438v-.437h-.436V.875h.438V.438H.438v.438h.875v.438h.438v.438h.875v.875h-.438v.438H1.75v.875h-.437v.875H.875v.875H.438v.875h1.313v-.438h.875v-.438h.438v-.438h.438v-.438h.875v-.438h.438v-.437h.438v.438h.438v.438h.438v.438h.438V2.625z" fill="#ffe361"/>
	<path d="M6.125 0H4.812v.438h1.313zM1.75 6.563H.438v.438h1.313zm.875-.438H1.75v.438h.875zM1.313.875H.438v.438h.875zm.438.875v.438h.438v.438h.438V1.75zm0 1.313h-.438v.875h.438zm-.438.875H.875v.875h.438zm-.438.875H.438v.875h.438zm-.438.875H0v.875h.438zm3.938-.875H3.5v.438h.875zm0-4.813H.438v.438h3.938z" fill="#000"/>
	<path d="M4.375.438H.438v.438h3.938z" fill="#f0f0f0"/>
	<path d="M6.125 2.625H4.812v.438h1.313zM4.812.437h-.438v.438h.438z" fill="#000"/>
	<path d="M4.813.875h-.438v.875h.438zM6.126.437H4.813v.438h1.313z" fill="#f0f0f0"/>
	<path d="M6.125 2.188H4.812v.438h1.313z" fill="#ba3500"/>
	<path d="M.438.438H0v.438h.438zm1.313.875h-.438v.438h.438zm.438 1.313H1.75v.438h.438zM6.564.438h-.438v.438h.438zm.438.438h-.438v1.313h.438z" fill="#000"/>
	<path d="M6.563.875h-.438v1.313h.438z" fill="#ba3500"/>
	<path d="M7 2.625h-.438V5.25H7z" fill="#000"/>
	<path d="M6.563 2.625h-.438V5.25h.438z" fill="#ffb84b"/>
	<path d="M6.563 2.188h-.438v.438h.438zM4.375.875h-.437v1.313h.438zm.438 1.313h-.438v.438h.438z" fill="#000"/>
	<path d="M4.813 1.75h-.438v.438h.438z" fill="#ba3500"/>
	<path d="M3.063 5.688h-.438v.438h.438z" fill="#000"/>
	<path d="M4.375 3.063v.438h-.437v.438H3.5v.438h-.437v.438h-.438v.438h-.437v.438H1.75v.438h.875v-.438h.438v-.438h.438v-.438h.875v-.438h.438V3.063zM1.75 6.126h-.437v.438h.438z" fill="#ffb84b"/>
	<path d="M3.5 5.25h-.437v.438h.438z" fill="#000"/>
	<path d="M2.188 3.063H1.75v.438h.438zm.438-.438h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.063 2.188h-.438v.438h.438zm.438-.438h-.438v.438h.438z" fill="#ffb84b"/>
	<path d="M2.625 3.5h-.437v.438h.438zm-.875.438h-.437v.438h.438zm-.438.875H.875v.438h.438zm-.438.875H.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M4.813 4.375h-.438v.438h.438zm.438-.438h-.438v.438h.438zm.438.438h-.438v.438h.438zm.438.438h-.438v.438h.438zm.438.438h-.438v.438h.438z" fill="#000"/>
	<path d="M6.125.875H4.812v1.313h1.313z" fill="#fd6214"/>
`;function Bi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Jn}
	</svg>`}var Yn=C`
	<path d="M6.563 0.876V0.437H3.937v0.437H1.313v2.187H0.437v2.187h5.25v-2.186h0.876z" fill="#bcef42"/>
	<path d="M4.813 5.687v-0.437H2.187v0.437z" fill="#7fb134"/>
	<path d="M6.563 0.876V0.437H3.937v0.437zm-2.626 0.437V0.876H2.187v0.437z" fill="#fff"/>
	<path d="M1.313 4.813v0.437h0.876v-0.437zm4.376 -0.437h-0.437v0.876h0.437zm0.876 -2.187h-0.437v0.876h0.437zm-0.437 0.876h-0.437v1.313h0.437z" fill="#7fb134"/>
	<path d="M7 0.437h-0.437v2.626H7z" fill="#000"/>
	<path d="M1.313 3.937H0.876v2.626h0.437z" fill="#4a8359"/>
	<path d="M6.563 0H3.937v0.437h2.626zM4.813 5.687H2.187v0.437h2.626zM3.937 0.437H2.187v0.437h1.75zM2.187 0.876h-0.874v0.437h0.876zm-0.874 0.437H0.876v0.876h0.437zM0.437 3.063H0v2.187h0.437v1.313h0.437V5.25H0.437zh0.437v-0.876H0.437zm5.25 2.187h-0.876v0.437h0.876zm0.437 -0.876h-0.437v0.876h0.437zh0.437V3.063h-0.437zM1.75 5.687h0.437v-0.437h-0.874v1.313h0.437zm-0.437 0.876H0.876V7h0.437z" fill="#000"/>
	<path d="M0.876 3.063h0.437v-0.876H0.876zm-0.438 0.874h0.437v-0.874H0.437zm1.75 -2.626h-0.874v0.876h0.437v-0.437h0.437z" fill="#fff"/>
	<path d="M1.75 3.5h0.876v-0.437h-0.876zm0.876 -0.437h0.876v-0.437h-0.876zm0.876 -0.437h0.876v-0.438H3.5zm0.876 -0.437h0.437v-0.438h-0.437zm0.437 -0.437h0.437v-0.438H4.814z" fill="#4a8359"/>
	<path d="M2.187 1.75v0.437h0.437v-0.437z" fill="#fff"/>
	<path d="M1.313 3.5v0.437h0.437V3.5z" fill="#4a8359"/>
`;function Ni(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Yn}
	</svg>`}var Xn=C`
	<path d="M2.188 2.625H1.75v.438H.875v.875H3.5v.875h-.437v.438h-.438v.438h-.437v.438H1.75v.438h.875v-.438h.438v-.438h.438v-.438h.438v-.438h.875v-.438h.438v-.437h.875v-.875H3.063v-.438h.438v-.437h.438V1.75h.438v-.437H3.5v.438h-.437v.438h-.875z" fill="#ffe361"/>
	<path d="M.438 3.063H0v.875h.438z" fill="#000"/>
	<path d="M.875 3.063H.438v.875h.438z" fill="#f0f0f0"/>
	<path d="M7 3.063h-.438v.875H7zm-5.687-.438H.438v.438h.875zm1.313-.875H1.75v.438h.875zm-.876.438h-.437v.438h.438z" fill="#000"/>
	<path d="M1.75 2.625h-.437v.438h.438zm.438-.438H1.75v.438h.438zm.438.438h-.438v.438h.438zm.438-.875h-.439v.438h.438zm.438-.438h-.439v.438h.438zm0 3.063h-.439v.438h.438zm-.438.438h-.439v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438H1.75v.438h.438zm-.438.438h-.437v.438h.438z" fill="#f0f0f0"/>
	<path d="M5.25.875h-.438v.438h.438zm.438 3.063H5.25v.438h.438zm-.438.438h-.438v.438h.438zm-.875.438h-.437v.438h.438zm-.438.438H3.5v.438h.438zm2.625-1.75h-.438v.438h.438z" fill="#ffb84b"/>
	<path d="M6.563 3.063h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M4.813 1.313h-.438v.438h.438zm-.438.438h-.437v.438h.438zm-.437.437H3.5v.438h.438zm-.438.437h-.437v.438h.438z" fill="#ffb84b"/>
	<path d="M4.375.875h-.437v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.938.875h-.875v.438h.875zm-.875.438h-.438v.438h.438zM5.688 0H4.375v.438h1.313z" fill="#000"/>
	<path d="M5.688.438H4.375v.438h1.313z" fill="#f0f0f0"/>
	<path d="M6.563 2.625H3.5v.438h3.063zM4.375.437h-.437v.438h.438zm1.75 0h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.435v.438h.438zm2.188 1.75h-.875v.438h.875zm-1.313.875h-.875v.438h.875zm.438-.438h-.438v.438h.438zm-1.75 1.313h-.873v.438h.875zm.438-.438h-.436v.438h.438zm-1.75 1.313H1.313v.438h1.313zm.875-2.625H.438v.438h3.063zm-.438 2.188h-.436v.438h.438zm-1.75 0H.875v.438h.438zm.438-.438h-.436v.438h.438zm.438-.438H1.75v.438h.438zm.438-.438h-.437v.438h.438zm.438-.438h-.438v.438h.438z" fill="#000"/>
	<path d="M4.813.875h-.438v.438h.438z" fill="#ffe361"/>
`;function qi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Xn}
	</svg>`}var el=C`
	<path d="M6.125 1.75v-.437H5.25V.438H3.5v.438h-.437v.438h-.438V.875H1.313v.438H.875v1.75H.438v1.313h.438v-.438h.438V3.5h2.188v-.875h.438v-.437h2.188v.438h.438V1.75z" fill="#b79cf8"/>
	<path d="M3.938 2.625v.438H3.5v.875h.438v.875h.875v.438h1.313v-.438h.438V2.625z" fill="#9af4dc"/>
	<path d="M1.75 4.375v1.75h.438v.438h1.313v-.438h.438v-1.75z" fill="#9af4dc"/>
	<path d="M3.5 6.125H2.188v.438h1.313zm2.625-1.313H4.812v.438h1.313zm.438-.438h-.438v.438h.438zM3.938 5.687H3.5v.438h.438z" fill="#6c9ca6"/>
	<path d="M3.938 3.063H3.5v.438h.438zm.875.438h-.438v.438h.438zm1.313-.875H3.938v.438h2.188z" fill="#f0f0f0"/>
	<path d="M3.5.438h-.437v.438h.438zm3.063.875h-.438v.438h.438zm-.438 2.188h-.438v.875h.438zm-2.187-.876H3.5v.438h.438z" fill="#000"/>
	<path d="M3.938 2.188H3.5v.438h.438z" fill="#816bee"/>
	<path d="M1.313 3.938H.875v.438h.438zm1.75 1.75h-.438v.438h.438zm-.438-.438h-.437v.438h.438z" fill="#000"/>
	<path d="M2.625 5.25h-.437v.438h.438zm3.063-.875H5.25v.438h.438zm-.438-.438h-.438v.438h.438zM2.187 6.125H1.75v.438h.438zm1.75 0H3.5v.438h.438zM.874 4.375H.438v.438h.438zm.438 1.75H.875v.438h.438zm-.438.438H.438v.438h.438zM6.563 1.75v.875h-.438v.438h.438v1.75h.438V1.75zM5.688.875V.438H5.25v.875h.875V.875zM2.625.438H1.313v.438h1.313zm3.063 2.625H4.375v.438h1.313zM3.063 4.376H1.75v.438h1.313zm.438 2.188H2.188v.438h1.313zM3.063.875h-.438v.438h.438zm-1.75 0H.875v.438h.438z" fill="#000"/>
	<path d="M2.625.875H1.313v.438h1.313zm.438.438h-.438v.438h.438zm-1.313.875h-.437v.438h.438zm-.875.875H.438v.438h.438zm.438-1.75H.875v.438h.438z" fill="#f0f0f0"/>
	<path d="M6.125 5.25H4.812v.438h1.313zm-1.75-.438V3.5h-.437v.438H3.5v.438h.438v1.75h.438v-.875h.438v-.438zm2.188 0h-.438v.438h.438zM.875 1.313H.438v1.75h.438zm-.437 1.75H0v1.313h.438zm1.313 1.75h-.438v1.313h.438zm1.75 0h-.438v.875h.438zm-3.063 0H0v1.75h.438zM5.25 0H3.5v.438h1.75z" fill="#000"/>
	<path d="M3.5.875h-.437v.438h.438zM5.25.437H3.5v.438h1.75z" fill="#f0f0f0"/>
	<path d="M6.125 2.188H3.938v.438h2.188z" fill="#000"/>
	<path d="M6.125 1.75v-.437h-.438v.438H3.938v.438h2.188v.438h.438V1.75z" fill="#816bee"/>
	<path d="M2.188 4.813H1.75v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.063 2.625v.438h-1.75v.438h2.188v-.876z" fill="#816bee"/>
	<path d="M3.063 3.063v.438h-1.75v.438h2.188v-.876z" fill="#000"/>
	<path d="M1.313 3.5H.875v.438h.438zm-.438.438H.438v.438h.438z" fill="#816bee"/>
	<path d="M1.313 3.938v.438H.875v.438H.438v1.75h.438v-.438h.438V4.813h.438v-.438h1.75v-.437z" fill="#9af4dc"/>
	<path d="M1.313 4.375H.875v.438h.438zm-.438.438H.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M1.313 5.688H.875v.438h.438zm-.438.438H.438v.438h.438z" fill="#6c9ca6"/>
	<path d="M3.5 3.938H1.313v.438h2.188z" fill="#f0f0f0"/>
`;function Fi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${el}
	</svg>`}var tl=C`
	<path d="M6.125 2.188v-.875h-.438V.875h-.438V.438h-.875v.438h.438v.438h.438v1.75h-.438v.438h-.438v.438H2.625V3.5h-.437v-.437H1.75v-1.75h.438V.875h.438V.438H1.75v.438h-.437v.438H.875v.875H.438v2.625h.438v.875h.438v.438h.875v.438h2.625v-.438h.875v-.438h.438v-.875h.438V2.188z" fill="#b79cf8"/>
	<path d="M2.625 0H1.75v.438h.875zM.875 1.313H.438v.875h.438zm1.313 0H1.75v1.75h.438zm2.188 2.188H2.625v.438h1.75z" fill="#000"/>
	<path d="M4.375 3.938h-1.75v.438h1.75z" fill="#f0f0f0"/>
	<path d="M.438 2.188H0v2.625h.438zm4.375 4.375H2.188v.438h2.625z" fill="#000"/>
	<path d="M.875 4.375H.438v.438h.438zm4.813.875h-.875v.438H2.188V5.25h-.875v-.438H.875v.875h.438v.438h.875v.438h2.625v-.438h.875v-.438h.438v-.875h-.438zm.875-.875h-.438v.438h.438z" fill="#816bee"/>
	<path d="M1.75.438h-.437v.438h.438zm-.437.437H.875v.438h.438z" fill="#000"/>
	<path d="M2.625.438H1.75v.438h.875zM1.75.875h-.437v.438h.438zm-.437.438H.875v.438h.438zm-.438.875H.438v.438h.438zm.438.438H.875v.438h.438zm.875.438H1.75v.438h.438zm.438.438h-.438v.438h.438zm2.625-.438h-.438v.438h.438zM4.813.439h-.438v.438h.438zm0 3.063h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.063.438h-.438v.438h.438zm-.438.437h-.437v.438h.438zm0 2.188h-.437v.438h.438zm-1.75 1.75H.438v.875h.438zm.438.875H.875v.438h.438zM5.251 0h-.875v.438h.875zm.438 6.125h-.875v.438h.875zm-3.5 0h-.876v.438h.875zm4.374-4.812h-.438v.875h.438zm-1.313 0h-.438v1.75h.438zM7 2.188h-.438v2.625H7zM5.687.438h-.438v.438h.438zm.438.438h-.438v.438h.438zM4.375.438h-.437v.438h.438zm.438.438h-.438v.438h.438zm0 2.188h-.438v.438h.438zm1.75 1.75h-.438v.875h.438zm-.438.875h-.438v.438h.438z" fill="#000"/>
	<path d="M2.188.875H1.75v.438h.438z" fill="#b79cf8"/>
`;function Ui(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${tl}
	</svg>`}var il=C`
	<path d="M4.813 5.25v-.875h-.438v-.437h-1.75v.438h-.437v.875H1.75v1.313h3.5V5.251z" fill="#ffe361"/>
	<path d="M6.125 1.313V.875H5.25V.438h-3.5v.438H.875v.438H.438v2.625h.438v.438h.875v-.439h3.5v.438h.875v-.438h.438V1.313z" fill="#ff2c52"/>
	<path d="M5.25 0h-3.5v.438h3.5z" fill="#000"/>
	<path d="M5.25.438h-3.5v.438h3.5zm-3.5.437H.875v.438h.875zm4.375 0H5.25v.438h.875z" fill="#fff"/>
	<path d="M5.25 6.563h-3.5v.438h3.5zM.438 1.313H0v2.625h.438zM1.751.438H.875v.438h.875z" fill="#000"/>
	<path d="M.875 3.063v-1.75H.438v2.625h.875v-.875z" fill="#fff"/>
	<path d="M6.563 1.313h-.438v2.625h.438z" fill="#be0351"/>
	<path d="M6.563 2.625h-.875V3.5h.875zM5.25.875h-.875v.875h.875z" fill="#fff"/>
	<path opacity=".5" d="M6.563 2.625h-.438V3.5h.438z" fill="#be0351"/>
	<path d="M4.375 3.063h-1.75v.438h1.75zm.875.438h-.875v.438h.875zM2.625 3.5H1.75v.438h.875z" fill="#be0351"/>
	<path d="M2.625 4.375h-.437v.875h.438z" fill="#fff"/>
	<path d="M4.813 4.375h-.438v.875h.438zm0 .875v.875H1.75v.438h3.5V5.25z" fill="#ffb84b"/>
	<path d="M2.188 5.25H1.75v.875h.438z" fill="#fff"/>
	<path d="M1.75 3.938H.875v.438h.875zm4.375 0H5.25v.438h.875z" fill="#be0351"/>
	<path d="M3.5 2.625h-.875V3.5H3.5z" fill="#fff"/>
	<path opacity=".5" d="M3.5 3.063h-.875v.438H3.5z" fill="#be0351"/>
	<path d="M4.375 3.5h-1.75v.438h1.75z" fill="#000"/>
	<path d="M4.375 3.938h-1.75v.438h1.75z" fill="#fff"/>
	<path d="M.875.875H.438v.438h.438z" fill="#000"/>
	<path d="M2.188 1.313H1.75v.438h.438z" fill="#fff"/>
	<path d="M1.75 5.25h-.437v1.313h.438zm.438-.875h.438v-.437H1.75v.438H.875v.438h.875v.438h.438zM.875 3.938H.438v.438h.438zM7 1.313h-.438v2.625H7zM6.125.438H5.25v.438h.875zm.438.438h-.438v.438h.438zm-.438 3.5H5.25v-.438h-.875v.438h.438v.875h.438v1.313h.438V5.251h-.438v-.438h.875zh.438v-.438h-.438z" fill="#000"/>
`;function Ki(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${il}
	</svg>`}var sl=C`
	<path d="M6.125 3.063v-.438H5.25v-.437h-.438V1.75h-.438V.875h-.436V.438h-.875v.438h-.438v.875h-.437v.438H1.75v.438H.875v.438H.438v.875h.438v.438h.875v.438h.438v.438h.438v.875h.438v.438h.875v-.438h.438v-.875h.438v-.438h.438v-.438h.875v-.44h.438v-.875z" fill="#47baff"/>
	<path d="M4.813 3.063h-.875v-.438h-.875v.438h-.875v.875h.875v.438h.875v-.438h.875z" fill="#b5e3ff"/>
	<path d="M1.313 0H.438v.438h.875zm.875.438h-.875v.438h.875zm-.438 1.75H.875v.438h.875zM.438.438H0v.875h.438z" fill="#000"/>
	<path d="M1.313.438H.438v.875h.438V.875h.438z" fill="#f0f0f0"/>
	<path d="M.438 3.063H0v.875h.438zM7.001.438h-.438v.875h.438zm-.438.875h-.438v.875h.438zm-5.688 0H.438v.875h.438zm1.75-.438h-.437v.875h.438zm2.188 0h-.438v.875h.438zM3.063.438h-.438v.438h.438z" fill="#000"/>
	<path d="M3.063.875h-.438v.438h.438zm.438.438h-.438v.438h.438zm-1.313.875H1.75v.438h.438zm-.875.437H.875v.438h.438zm-.438.438H.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M1.313 6.563v-.438h.875V5.25H1.75v-.438H.875v.875H.438v.875z" fill="#b79cf8"/>
	<path d="M.875 5.688H.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M2.188 1.75H1.75v.438h.438z" fill="#000"/>
	<path d="M2.188.875H.875v1.313h.875V1.75h.438zm3.938 1.313V.875H4.813v.875h.438v.438z" fill="#b79cf8"/>
	<path d="M2.188.875H1.75v.875h.438zm-.438.875h-.437v.438h.438zm4.375-.438h-.438v.875h.438zm.438-.438h-.438v.438h.438z" fill="#816bee"/>
	<path d="M5.688 6.563v-.438h-.875V5.25h.438v-.438h.875v.875h.438v.875z" fill="#b79cf8"/>
	<path d="M6.563 5.688h-.438v.438h.438zm-.438-.875h-.438v.438h.438z" fill="#816bee"/>
	<path d="M.875 2.625H.438v.438h.438zM7 3.063h-.438v.875H7zm-.438-.438h-.438v.438h.438zM4.374.437h-.436v.438h.438zm.875 1.313h-.438v.438h.438zM3.938 0h-.875v.438h.875z" fill="#000"/>
	<path d="M3.938.438h-.875v.438h.875zm0 2.625h-.875v.875h.875zM6.563.438h-.875v.438h.875zm-.875.438h-.875v.438h.875z" fill="#f0f0f0"/>
	<path d="M3.938 2.188h-.875v.438h.875zm0 2.188h-.875v.438h.875zM6.563.001h-.875v.438h.875zm-.875.438h-.875v.438h.875zm.438 1.75h-.875v.438h.875zM1.313 6.563H.438v.438h.875zm.875-.438h-.875v.438h.875zm-.438-1.75H.875v.438h.875zM.437 5.688H0v.875h.438zm6.563 0h-.438v.875H7zm-.438-.875h-.438v.875h.438zm-5.687 0H.438v.875h.438zm1.75.438h-.437v.875h.438zm2.188 0h-.438v.875h.438zm-1.75.875h-.438v.438h.438zm-.875-1.313H1.75v.438h.438z" fill="#000"/>
	<path d="M2.188 5.25H1.75v.875h.438zm-.438-.438h-.437v.438h.438z" fill="#816bee"/>
	<path d="M.875 3.938H.438v.438h.438zm1.313-.875H1.75v.875h.438zm.875-.438h-.875v.438h.875zm0 1.313h-.875v.438h.875zm2.188-.875h-.438v.875h.438zm-.438-.438h-.875v.438h.875zm0 1.313h-.875v.438h.875zm1.75 0h-.438v.438h.438z" fill="#000"/>
	<path d="M6.563 3.063h-.438v.875h.438zm-.438-.438h-.438v.438h.438zm0 1.313h-.438v.438h.438zm-.875 0h-.438v.438h.438zm-1.313.875h-.874v.438h.875zm.438-.438h-.437v.438h.438zm-1.313 0h-.437v.438h.438zm.875 1.75h-.874v.438h.875zm.438-.438h-.437v.438h.438zm-1.313 0h-.437v.438h.438zm-.874-1.749H1.75v.438h.438zM.875 3.5H.438v.438h.438zm.438.438H.875v.438h.438z" fill="#4282d8"/>
	<path d="M4.375 6.125h-.437v.438h.438zm.875-1.313h-.438v.438h.438zm-1.313 1.75h-.874V7h.875zm2.625 0h-.875V7h.875zm-.875-.438h-.875v.438h.875zm.438-1.75H5.25v.438h.875z" fill="#000"/>
`;function Gi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${sl}
	</svg>`}var rl=C`
	<path d="M3.938.438h-.875v1.75h.875zm.875 2.625v-.438h-.438v-.437h-1.75v.438h-.437v.438H.438v.875h1.75v.438h.438v.438h.438v1.75h.875v-1.75h.438v-.438h.438v-.439h1.75v-.875z" fill="#bcef42"/>
	<path d="M1.75 0h-.437v.438h.438zm.875 2.188h-.437v.438h.438zm2.188 0h-.438v.438h.438zM5.688 0H5.25v.438h.438zm.438.438h-.438v.438h.438zm.438.438h-.438v.438h.438zm.438.438h-.438v.438h.438zM3.938 0h-.875v.438h.875z" fill="#000"/>
	<path d="M3.938.438h-.875v.438h.875z" fill="#f0f0f0"/>
	<path d="M3.938 1.313h-.875v.438h.875zm0 .438h-.875v.438h.875z" fill="#7fb134"/>
	<path d="M3.938 5.25h-.875v.438h.875z" fill="#f0f0f0"/>
	<path d="M3.938 6.125h-.875v.438h.875zm0-1.313h-.875v.438h.875z" fill="#7fb134"/>
	<path d="M3.938 2.625h-.875v.438h.875zm0 1.313h-.875v.438h.875zm.438-.875h-.438v.875h.438z" fill="#000"/>
	<path d="M5.25 3.063h-.438v.875h.438z" fill="#7fb134"/>
	<path d="M3.063 3.063h-.438v.875h.438z" fill="#000"/>
	<path d="M2.625 2.625h-.437V3.5h.438z" fill="#f0f0f0"/>
	<path d="M1.313.438H.875v.438h.438z" fill="#000"/>
	<path d="M1.313.438v.438H.875v.438H.438v.438h1.313V.438z" fill="#6be473"/>
	<path d="M1.75.438h-.437v.438h.438zm-.437.437H.875v.438h.438z" fill="#f0f0f0"/>
	<path d="M1.75 1.313H.438v.438h1.313z" fill="#008456"/>
	<path d="M5.25 5.25v1.313h.438v-.438h.438v-.438h.438v-.438zm-4.812 0v.438h.438v.438h.438v.438h.438V5.251z" fill="#6be473"/>
	<path d="M1.75 5.25H.438v.438h1.313z" fill="#f0f0f0"/>
	<path d="M1.313 5.688v.875h.438v-.875z" fill="#008456"/>
	<path d="M6.125 1.313V.875h-.438V.438h-.438v1.313h1.313v-.438z" fill="#6be473"/>
	<path d="M5.688.438H5.25v.438h.438zm0 2.625H5.25v.438h.438z" fill="#f0f0f0"/>
	<path d="M6.563 3.5H5.25v.438h1.313z" fill="#7fb134"/>
	<path d="M6.563 1.313H5.25v.438h1.313z" fill="#008456"/>
	<path d="M.875.875H.438v.438h.438zM3.063.437h-.438v1.75h.438zm1.313 0h-.438v1.75h.438zm2.625 2.625h-.438v.875h.438zm-.438-.438h-1.75v.438h1.75zm0 1.313h-1.75v.438h1.75zM.438 3.063H0v.875h.438zm1.75-.438H.438v.438h1.75z" fill="#000"/>
	<path d="M1.75 3.063H.438v.875h.438V3.5h.875z" fill="#f0f0f0"/>
	<path d="M2.188 3.938H.438v.438h1.75zM.438 1.313H0v.438h.438zm1.313 5.25h-.438v.438h.438zm.875-2.188h-.438v.438h.438z" fill="#000"/>
	<path d="M1.75 3.5h-.437v.438h.438zm.438-.438H1.75v.875h.438z" fill="#7fb134"/>
	<path d="M2.188 3.063H1.75v.875h.438z" fill="#3f581a"/>
	<path d="M4.375 4.375h-1.75v.438h1.75z" fill="#7fb134"/>
	<path d="M4.375 2.188h-1.75v.438h1.75z" fill="#f0f0f0"/>
	<path d="M4.813 4.375h-.438v.438h.438z" fill="#000"/>
	<path d="M4.813 3.938h-.438v.438h.438z" fill="#7fb134"/>
	<path d="M5.688 6.563H5.25v.438h.438zm.438-.438h-.438v.438h.438zm.438-.438h-.438v.438h.438zm.438-.438h-.438v.438h.438zM3.939 6.562h-.876V7h.875zm-2.625-.438H.875v.438h.438zm-.438-.438H.438v.438h.438zm2.188-.875h-.439v1.75h.438zm1.313 0h-.439v1.75h.438zM1.75 1.75H.438v.438h1.75V.438H1.75zm3.5 0V.438h-.438v1.75h1.75V1.75z" fill="#000"/>
	<path d="M.438 4.813v.438h1.313v1.313h.438v-1.75zm4.375 0v1.75h.438V5.25h1.313v-.438zM.438 5.25H0v.438h.438z" fill="#000"/>
	<path d="M5.688 6.125H5.25v.438h.438zm.438-.438h-.438v.438h.438zm.438-.438h-.438v.438h.438z" fill="#008456"/>
	<path d="M5.688 5.25H5.25v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.938 3.063h-.875v.875h.875z" fill="#7fb134"/>
	<path d="M3.938 1.75h-.875v.438h.875zm0 3.063h-.875v.438h.875zm1.313-1.75h-.438v.875h.438z" fill="#3f581a"/>
`;function Wi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${rl}
	</svg>`}var al=C`
	<path d="M4.813 4.375h.438v-.437h1.313V3.5H5.251v-.437h-.438V1.75h.875v-.437H4.375v.438H3.063v-.438h-.438V.875H1.75v.438h-.437v.438H.875v.438H.438v2.625h.438v.438h.438v.438h.438v-.875h1.75v.438h-.439v.438h.438v.438h.875v-.438h1.313v-.438h-.875z" fill="#54cfff"/>
	<path d="M3.938 4.813H3.5v.438h.438zm1.75.438H5.25v.438h.438zm.875-1.75h-.438v.438h.438zM5.25 3.063h-.438v.438h.438zM1.312 4.376H.875v.438h.438zm.438.438h-.437v.875h.438zm2.625.875H3.063v.438h1.313zm0-1.313h-.437v.438h.438z" fill="#4282D8"/>
	<path d="M3.938 0H3.5v.438h.438zm.438.438h-.438v.438h.438zm-.876 0H1.75v.438H3.5zM1.75.875h-.437v.438h.438zm1.313 0h-.438v.438h.438zm.438.438h-.438v.438h.438zm.875 0h-.438v.438h.438zM5.689.875H4.376v.438h1.313zm.438.438h-.438v.438h.438zm-4.814 0H.875v.438h.438zm-.438.437H.438v.438h.438zm-.437.438H0v2.625h.438zm.875.438H.875v1.75h.438zm.438-.438h-.438v.438h.438zm2.188-.438H1.75v.438h2.188z" fill="#000"/>
	<path d="M3.938 1.75H3.5v.875h.438zm1.75 0h-.875v.438h.875z" fill="#000"/>
	<path d="M5.25 1.75h-.438v1.313h.438zm1.313 1.313H5.25v.438h1.313zm.438.438h-.438v.438h.438zm-2.625-.875h-.438v1.75h.438zm2.188 1.313H5.251v.438h1.313zm-1.313.438h-.438v.875h.438z" fill="#000"/>
	<path d="M5.688 4.813h-.875v.438h.875zm.438.438h-.438v.438h.438zm-.438.438H4.375v.438h1.313zm-1.313.438h-1.75v.438h1.75zM3.5 4.814H1.75v.438H3.5zm-.875 1.75h-.437v.438h.438zm-.438-.438H1.75v.438h.438zm-.438-.438h-.436v.438h.438zm.438-.438H1.75v.438h.438zm.875 0h-.437v.438h.438zm-1.75 0H.875v.438h.438zm-.438-.438H.438v.438h.438zm.875-.438h-.436v.438h.438zm2.188 0H3.5v.438h.438z" fill="#000"/>
	<path d="M3.938 2.625H3.5v-.437H1.75v.438h-.437v1.75h.438v.438h1.75v-.438h.438z" fill="#9af4dc"/>
	<path d="M3.5 4.375H1.75v.438H3.5zm-1.75-.437h-.437v.438h.438zm2.188 0H3.5v.438h.438z" fill="#6c9ca6"/>
	<path d="M1.75 2.625h-.437v.438h.438zm.875.438h-.437v.438h.438zm.875-.875H1.75v.438H3.5z" fill="#f0f0f0"/>
	<path d="M3.5 5.688h-.437v.438h.438z" fill="#000"/>
	<path d="M.875 2.188H.438v.875h.438zm.875-.875h-.437v.438h.438zm.875-.438H1.75v.438h.875zm3.063.438H4.375v.438h1.313zM3.938.438H3.5v.438h-.437v.438h.438v.438h.438v-.439h.438V.875h-.439zM2.625 5.25h-.437v.438H1.75v.438h.438v.438h.438v-.438h.438v-.438h-.439z" fill="#f0f0f0"/>
`;function Zi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${al}
	</svg>`}var ol=C`
	<path d="M5.688 1.313V.875h-.875v.438h-.438V.875h-.437V.438h-.875v.438h-.438v.438h-.437V.875h-.875v.438H.875v1.75h.875v.438h.438v-.438h2.625v.438h.438v-.438h.875v-1.75z" fill="#d1cdd5"/>
	<path d="M6.125 3.938V3.5h-1.75v-.437h-1.75v.438H.875v.438H.438v1.313h.438v.438h1.75v.438h.438v.438h.875v-.438h.438V5.69h1.75v-.438h.438V3.938z" fill="#57595f"/>
	<path d="M3.938 0h-.875v.438h.875zm-.875.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm1.313 0h-.875v.438h.875zm.438.438h-.438v.438h.438zm-1.313 0h-.438v.438h.438zM2.625.875h-.437v.438h.438zM2.188.438h-.875v.438h.875zm-1.313.875H.438v1.75h.438zm.438-.438H.875v.438h.438zM.875 3.5H.438v.438h.438zm-.437.438H0v1.313h.438zm.438 1.313H.438v.438h.438zm1.75.438H.875v.438h1.75zm.438.438h-.439v.438h.438zm.875.438h-.876v.438h.875zm.438-.438h-.439v.438h.438zm1.75-.438h-1.75v.438h1.75zm.438-.438h-.438v.438h.438zm.438-1.313h-.438v1.313h.438zM6.565 3.5h-.438v.438h.438zm0-2.188h-.438v1.75h.438zM2.188 3.5H1.75v.438h.438zm.438-.438h-.438V3.5h.438zm1.75-.438H2.625v.438h1.75zm.438.438h-.438V3.5h.438zm.438.438h-.438v.438h.438zm.438-.438h-.438V3.5h.875v-.437zm-4.377.001H.875v.438h.875v-.438z" fill="#000"/>
	<path d="M.875 4.813H.438v.438h.438zm.438.438H.875v.438h.438zm1.75.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm-.438.438h-.875v.438h.875zm2.188-.875h-.438v.438h.438zm.438-1.313h-.438v1.313h.438z" fill="#35363a"/>
	<path d="M1.313 2.625H.875v.438h.438zm.875.438H1.75v.438h.438zm3.063 0h-.438v.438h.438zm-2.626-.438h-.437v.438h.438zm2.188 0h-.438v.438h.438z" fill="#847d8b"/>
	<path d="M5.25 3.063h-.438v.438h.438zm-.875-.875h-1.75v.438h1.75zm1.75-.438h-.438v1.313h.438z" fill="#847d8b"/>
	<path d="M1.75 1.75h-.437v.438h.438zm-.437-.437H.875v.438h.438zm.875-.438h-.875v.438h.875zm.875 0h-.438v.438h.438zm.875-.438h-.875v.438h.875zm.438.438h-.438v.438h.438zm1.313 0h-.875v.438h.875zm.438.438h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M.875 3.938H.438v.438h.438zm.438-.438H.875v.438h.438zm1.313 0h-.438v.438h.438zm1.75-.438H2.625V3.5h1.75zm.875.875h-.438v.438h.438zm.875-.438h-.875v.438h.875z" fill="#d8d8d8"/>
`;function Qi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${ol}
	</svg>`}var dl=C`
	<path d="M6.125 1.75v-.437h-.438V.875h-.438V.438H2.625v.438H1.75v.438h-.437v.438H.875v.875H.438v2.188h.438v.438h.438v.438h.438v.438h.438v.438h2.188v-.438h.875v-.438h.438v-.438h.438v-.875h.438V1.75z" fill="#bcef42"/>
	<path d="M6.563.438h-.875v.438h.875z" fill="#f0f0f0"/>
	<path d="M1.313 5.688H.438v.438h.875z" fill="#bcef42"/>
	<path d="M1.75 6.125H.438v.438h1.313z" fill="#7fb134"/>
	<path d="M6.563 3.5h-.438v.875h.438z" fill="#816bee"/>
	<path d="M5.25.438H2.625v.438H5.25z" fill="#f0f0f0"/>
	<path d="M5.25.875H2.625v.438H5.25z" fill="#b79cf8"/>
	<path d="M4.375 6.125H2.188v.438h2.188z" fill="#816bee"/>
	<path d="M6.563.875h-.438v.438h.438z" fill="#bcef42"/>
	<path d="M2.625 2.188h-.437v.438h.438zM1.313 1.75H.875v.438h.438zm.438-.438h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M2.625 1.313h-.437v.438h.438zm3.063 0H5.25v.438h.438z" fill="#b79cf8"/>
	<path d="M2.188.875H1.75v.438h.438zm.875 1.75h-.438v.438h.438zM.875 5.25H.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M6.125 4.813h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438z" fill="#816bee"/>
	<path d="M6.563.438v.875h-.438V.875h-.438v.438h.438v.438h.438v2.625h.438V.438zm-5.25.875H.875v.438h.438zm.438-.438h.875V.438H1.75zh-.438v.438h.438zm4.813 3.5h-.438v.875h.438zM.875 1.75H.438v.875h.438zM5.25 6.125h-.875v.438h.875zm.875-.875h-.438v.438h.438zm-4.812 0H.875v.438h.438zm.438.438h-.438v.438h.438zm-.875-.875H.438v.438h.438zm4.813.875h-.438v.438h.438zM.438 2.625H0v3.938h.438z" fill="#000"/>
	<path d="M5.25.875h.438V.438h.875V0H2.625v.438H5.25zM2.188 6.563v-.438H1.75v.438H.438v.438h3.938v-.438z" fill="#000"/>
	<path d="M.875 2.625H.438V3.5h.438z" fill="#f0f0f0"/>
	<path d="M4.375 2.625H3.5v.438h.875zm-.438 1.75h-.874v.438h.875zm.875-1.313h-.438v.875h.438zm-3.5 1.75h.875v-.438H1.75V2.188h-.437zm3.5-3.063H3.063v.438h1.75zm-.438 3.5H2.625v.438h1.75zm2.188-3.063h-.438v1.313h.438zM.875 3.5H.438v1.313h.438zm1.313-1.75H1.75v.438h.438zm1.313 1.313h-.438v.438h.438zm-.438.875h-.438v.438h.438zm-.438.875h-.437v.438h.438zm1.75-.875h-.437v.438h.438zm.438.875h-.438v.438h.438zm.438-.438h-.438v.438h.438zm-2.188-1.75v-.437h-.438v.438h-.437v1.313h.438V2.625zm3.063-.875h-.438v.438h.438zm-.875.438h-.438v.438h.438zm.438.438h-.438v1.75h.438zM1.313 4.813H.875v.438h.438zm.438.438h-.438v.438h.438zm.438.438H1.75v.438h.438z" fill="#b79cf8"/>
`;function Ji(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${dl}
	</svg>`}var nl=C`
	<path d="M6.125 1.75v-.437h-.438V.875h-.438V.438H1.75v.438h-.437v.438H.875v.438H.438v2.625h.438v.438h.438v.438h.438v.875h.438v.438h2.625v-.438h.438v-.875h.438v-.438h.438v-.438h.438V1.75z" fill="#d1cdd5"/>
	<path d="M1.75.438h-.437v.438h.438zm-.437.437H.875v.438h.438zm-.438.438H.438v.438h.438zm.875 3.938h-.437v.875h.438zm-.438-.438H.875v.438h.438zm.875 1.313H1.75v.438h.438zM.874 4.376H.438v.438h.438z" fill="#000"/>
	<path d="M1.75 4.813h-.437v.438h.438zm.438.875H1.75v.438h.438zm-.875-1.313H.875v.438h.438zm1.75-1.313H1.75v1.313h1.313z" fill="#847d8b"/>
	<path d="M3.063 3.5h-.875v.875h.875z" fill="#57595f"/>
	<path d="M5.25 3.063H3.938v1.313h1.313z" fill="#847d8b"/>
	<path d="M5.25 3.5h-.875v.875h.875z" fill="#57595f"/>
	<path d="M5.25 5.254h.438v-.438H5.25zm-.438.875h.438v-.438h-.438zm.875-1.313h.438v-.438h-.438z" fill="#847d8b"/>
	<path d="M.438 1.75H0v2.625h.438z" fill="#000"/>
	<path d="M.875 1.75H.438v2.625h.438z" fill="#fff"/>
	<path d="M5.25.879h.438V.441H5.25zm.438.438h.438V.879h-.438zm.438.438h.438v-.438h-.438zM5.251 6.13h.438v-.875h-.438zm.438-.875h.438v-.438h-.438zm-.875 1.313h.438V6.13h-.438zm1.313-1.75h.438V4.38h-.438zm.438-.438h.438V1.755h-.438z" fill="#000"/>
	<path d="M6.125 4.379h.438V1.754h-.438z" fill="#847d8b"/>
	<path d="M1.75 0v.438h3.5V0z" fill="#000"/>
	<path d="M1.75.875h-.437v.438h.438zm-.437.438H.875v.438h.438zm.438.438h-.438v.438h.438zm3.5-.433h.438V.88h-.438zm.438.438h.438v-.438h-.438zM1.75.438v.438h3.5V.438z" fill="#fff"/>
	<path d="M2.188 6.563v.438h2.625v-.438z" fill="#000"/>
	<path d="M2.188 6.125v.438h2.625v-.438z" fill="#847d8b"/>
	<path d="M3.063 5.688h-.438v.875h.438zm1.313 0h-.438v.875h.438z" fill="#57595f"/>
`;function Yi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${nl}
	</svg>`}var ll=C`
	<path d="M3.063 0H1.75v.438h1.313zm1.75.438h-1.75v.438h1.75zm-.875 2.187H3.5v1.75h.438zm-3.5-.437H0v2.625h.438zM6.563.875h-1.75v.438h1.75z" fill="#000"/>
	<path d="M3.063.438H1.75v.438h1.313zm1.75.438h-1.75v.438h1.75zm1.75.438h-1.75v.438h1.75z" fill="#f0f0f0"/>
	<path d="M3.063 6.563H1.75v.438h1.313z" fill="#000"/>
	<path d="M2.625 6.125v-.438h-.437v-.875H1.75V2.188h.438v-.875h.438V.875H1.75v.438H.875v1.75H.438v1.75h.438v.875h.438v.438h.438v.438h1.313v-.438z" fill="#ffe361"/>
	<path d="M3.063 6.125H1.75v.438h1.313z" fill="#ffb84b"/>
	<path d="M4.813 6.125h-1.75v.438h1.75z" fill="#000"/>
	<path d="M4.375 5.688V5.25h-.437v-.875H3.5v-1.75h.438V1.75h.438v-.437H3.063v.438h-.438v1.313h-.437v1.75h.438v.875h.438v.438h1.75v-.438z" fill="#ffe361"/>
	<path d="M6.563 5.688h-1.75v.438h1.75zM1.75.438h-.437v.438h.438zm-.437.437H.875v.438h.438zm-.438.438H.438v.875h.438zm6.125 0h-.438v.438H7zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.875h.438zm.875 3.063h-.438v.438h.438zm-.438-.438h-.438v.438h.438zm-.438-.875h-.438v.875h.438zm-.438-.875h-.438v.875h.438zM1.747 6.127h-.434v.438h.438zm-.438-.438H.875v.438h.438zm-.438-.875H.438v.875h.438zm1.313-2.625H1.75v2.625h.438zM3.059.876h-.434v.438h.438zm-.434.437h-.437v.875h.438z" fill="#000"/>
	<path d="M.875 2.188H.438v.875h.438zm1.75 0h-.437v.875h.438z" fill="#f0f0f0"/>
	<path d="M2.188 1.313H1.75v.875h.438z" fill="#ffb84b"/>
	<path d="M4.813 1.313h-.438v.438h.438z" fill="#000"/>
	<path d="M1.75.875h-.437v.438h.438z" fill="#f0f0f0"/>
	<path d="M2.625.875h-.437v.438h.438zm1.313.875H3.5v.875h.438zm.438-.438h-.438v.438h.438zm-2.188 3.5H1.75v.438h.438zm-.438.875h-.437v.438h.438zm-.438-.875H.875v.875h.438zm2.188.875v-.438h-.437v-.438h-.438v.875h.438v.438h1.75v-.438zm.438-1.313H3.5v.438h.438z" fill="#ffb84b"/>
	<path d="M4.375 5.688V5.25h-.437v-.875H3.5v-1.75h.438V1.75h.438v-.437H3.063v.438h-.438v1.313h-.437v1.75h.438v.875h.438v.438h1.75v-.438z" fill="url(#a)"/>
	<path d="M6.125 5.25v-.438h-.438v-.874h-.438v-.875h.438v-.875h.438V1.75H4.812v.438h-.438v.438h-.436v1.75h.438v.875h.438v.438h1.75v-.438z" fill="#ff2c52"/>
	<path d="M5.688 2.188H5.25v.875h.438zm.438-.438h-.438v.438h.438zm-.438 2.188H5.25v.438h.438zM5.25 5.251v-.438h-.875v.438h.438v.438h1.75v-.438z" fill="#be0351"/>
	<path d="M1.313 1.313H.875v.438h.438zm0 1.75H.875v.438h.438zm1.75-1.75h-.438v.438h.438zm1.75.438h-.438v.438h.438zm-.438.875h-.437v.438h.438z" fill="#f0f0f0"/>
	<path d="M4.375 1.75h-.437v.875h.438zM3.062 5.688h-.437v.438h.438zm-.438-.875h-.436v.875h.438zm2.188.438h-.438v.438h.438zm-.438-.875h-.436v.875h.438z" fill="#000"/>
	<defs>
		<radialGradient id="a" cx=".75" cy=".5" r="1" fx=".75" fy=".5">
		<stop stop-color="#ff2c52" offset="30%"/>
		<stop stop-color="#ffe361" offset="70%"/>
		</radialGradient>
	</defs>
`;function Xi(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${ll}
	</svg>`}var hl=C`
	<path d="M4.813.438v.438h-.438v.438h-.437v.438H3.5v.438h-.437v.875h-.438v.438H3.5v.875h.438v-.44h.875V3.5h.438v-.437h.438v-.438h.438v-.437h.438V.438z" fill="#d1cdd5"/>
	<path d="M1.313 3.938h.438v.438h.875v.875h.438v.438h.875v.438h.875v-.875h-.876v-.438H3.5v-.438h-.437v-.438h-.438V3.5h-.437v-.437H1.75v-.875H.875v.875h.438z" fill="#ffe361"/>
	<path d="M2.188 4.813h-.875v.875h.875zm-.875.875H.438v.875h.875z" fill="#ffe361"/>
	<path d="M4.813.438h-.438v.438h.438zm-.438.438h-.437v.438h.438zm-.437.437H3.5v.438h.438zM3.5 1.75h-.437v.438h.438zm-.437.438h-.438v.875h.438zm-.875 0H1.75v.875h.438zm-1.313 0H.438v.875h.438zm.438.875H.875v.875h.438zm3.5.875h-.875v.438h.875zm0 .875h-.875v.438h.875zm.438.438h-.438v.875h.438z" fill="#000"/>
	<path d="M6.563.438h-.438v1.75h.438z" fill="#847d8b"/>
	<path d="M.438 5.688H0v.875h.438zm4.375.438h-.875v.438h.875zm-.875-.438h-.875v.438h.875z" fill="#000"/>
	<path d="M2.188 5.25h-.875v.438h.875zm-.875.875H.438v.438h.875z" fill="#ffb84b"/>
	<path d="M1.313 6.125v.438h.438v-.438h.438v-.438h-.876zm1.313-.875v-.875H1.75v-.437h-.437v.875h.875v.875h.875V5.25zm-1.313 0v-.438H.875v.438H.438v.438h.875zm0 1.313H.438v.438h.875zM1.75 1.75H.875v.438h.875zm1.313 2.188v.438h.438V3.5h-.876v.438z" fill="#000"/>
	<path d="M5.688 1.313H5.25v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.436v.438h.438zm-.436.436H3.5v.438h.438z" fill="#847d8b"/>
	<path d="M3.063 3.063h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M1.75 3.5h-.437v.438h.438zm-.437-.875H.875v.438h.438zm.875 1.313H1.75v.438h.438zm.875.875h-.438v.438h.438zm.438.438h-.438v.438h.438zm.875.438h-.438v.438h.438z" fill="#ffb84b"/>
	<path d="M3.938 4.375H3.5v.438h.438zM2.625 3.063h-.437v.438h.438zm3.938-.875h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438-3.5V.44h1.75v1.75h.438V0z" fill="#000"/>
	<path d="M4.813 5.25h-.438v.438h.438zm-.875-.438H3.5v.438h.438zM3.5 4.374h-.437v.438h.438zm-.437-.436h-.438v.438h.438zM2.625 3.5h-.437v.438h.438zm-.437-.437H1.75v.438h.438zM3.5 2.188h-.437v.438h1.313v-.438h-.438V1.75H3.5zM4.375.875v.438h-.437v.438h1.313v-.438h-.438V.875zm1.75-.438H4.812v.438h1.313z" fill="#f0f0f0"/>
	<path d="M6.125 2.188h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.438.438h-.438v.438h.438zm-.873.436H3.5v.438h.438z" fill="#847d8b"/>
	<path d="M1.75 2.188h-.437v.438h.438zm0 2.625h-.437v.438h.438zm-.875.875H.438v.438h.438z" fill="#f0f0f0"/>
`;function es(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${hl}
	</svg>`}var ul=C`
	<path d="M5.688 2.625v-.437H5.25V1.75h-.438v-.437h-.438V.875h-.436V.438h-.875v.438h-.438v.438h-.437v.438H1.75v.438h-.437v.438H.875v.875H.438v2.188h.438v.438h.875v.438h3.5v-.438h.875v-.438h.438V3.5h-.438v-.875z" fill="#0abbff"/>
	<path d="M3.063 0v.438h.875V0zm-.438.438v.438h.438V.438zm1.313 0v.438h.438V.438zm.438.438v.438h.438V.875zm.438.438v.438h.438v-.439zm.438.438v.438h.438v-.44zm.438.438v.438h.438v-.44zm.438.438v.875h.438v-.878zm-5.69-.003V3.5h.438v-.875zM0 3.5v2.188h.438V3.5zm6.563 0v2.188h.438V3.5zM2.188.875v.438h.438V.875zm-.438.438v.438h.438v-.438zm-.437.437v.438h.438V1.75zm-.438.438v.438h.438v-.438zm-.438 3.5v.438h.438v-.438zm5.688 0v.438h.438v-.438zm-4.375.875v.438h3.5v-.438z" fill="#000"/>
	<path d="M1.75 6.125v.438h3.5v-.438z" fill="#4282d8"/>
	<path d="M.875 6.125v.438h.875v-.438zm5.25.438v-.438H5.25v.438z" fill="#000"/>
	<path d="M3.063.438v.438h.875V.438z" fill="#fff"/>
	<path opacity=".5" d="M4.813 3.5v-.437h-.438v-.438h-.437v-.437h-.875v.438h-.438v.438h-.437v.438H1.75v1.313h.438v.438h2.625v-.438h.438V3.5z" fill="#fff"/>
	<path d="M2.625.875v.438h.438V.875zm-.437.438v.438h.438v-.438zm.438.438v.438h.438V1.75zM1.75 1.75v.438h.438V1.75zm-.437.438v.438h.438v-.438zm-.438.437V3.5h.438v-.875zM.438 3.5v.875h.438V3.5z" fill="#fff"/>
	<path d="M5.25 2.188v.438h.438v-.438zm.438.438v.875h.438v-.876zm.438.875v1.75h-.438v.438H5.25v.438h.875v-.438h.438V3.5zM.875 6.125h.875v-.438H.875z" fill="#4282d8"/>
`;function ts(t={}){return l`<svg
		${A(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${ul}
	</svg>`}var cl=globalThis.$discordMessage??{};function Ye(){return cl}var xs={blue:"https://cdn.discordapp.com/embed/avatars/0.png",gray:"https://cdn.discordapp.com/embed/avatars/1.png",green:"https://cdn.discordapp.com/embed/avatars/2.png",orange:"https://cdn.discordapp.com/embed/avatars/3.png",red:"https://cdn.discordapp.com/embed/avatars/4.png",pink:"https://cdn.discordapp.com/embed/avatars/5.png"},ks=Ye().avatars??{},is=Object.assign(xs,ks,{default:xs[ks.default]??ks.default??xs.blue}),Pa=Ye().profiles??{},La=Ye().defaultTheme==="light"?"light":"dark",Ba=Ye().defaultMode==="compact"?"compact":"cozy",Na=Ye().defaultBackground==="none"?"none":"discord",qa=new Map([["heart",Li()],["crystal",ji()],["diamond",Ii()],["explosion",Vi()],["flame",Oi()],["flower",Pi()],["key",Bi()],["leaf",Ni()],["lightning",qi()],["magic",Fi()],["moon",Ui()],["mushroom",Ki()],["mythical",Gi()],["ornament",Wi()],["plasma",Zi()],["rock",Qi()],["shell",Ji()],["skull",Yi()],["sun",Xi()],["sword",es()],["water",ts()]]);var fl=new Intl.DateTimeFormat("en-US",{day:"2-digit",month:"2-digit",year:"numeric"}),ml=new Intl.DateTimeFormat("en-US",{hour12:!0,hour:"2-digit",minute:"2-digit"}),pl=new Intl.DateTimeFormat("en-US",{hour12:!1,hour:"2-digit",minute:"2-digit"}),vl=t=>t instanceof Date?fl.format(t):t,gl=(t,e=!1)=>t instanceof Date?e?pl.format(t):ml.format(t):t;function St(t,e=!1,i=!1){if(!(t instanceof Date)&&typeof t!="string")throw new TypeError("Timestamp prop must be a Date object or a string.");return e?gl(t,i):vl(t)}var bl=/(?:<(?<animated>a)?:(?<name>\w{2,32}):)?(?<id>\d{17,21})>?/;function Ct(t){let e=Ye().emojis?.[t];if(e)return e;let i=bl.exec(t);if(i?.groups){let{name:s,id:r,animated:o}=i.groups;return{name:s,url:`https://cdn.discordapp.com/emojis/${r}.${o?"gif":"png"}`}}}function Fa(t){if(t)return qa.get(t)??t}var _l=C`
	<path
		fill="currentColor"
		d="M18.91 12.98a5.45 5.45 0 0 1 2.18 6.2c-.1.33-.09.68.1.96l.83 1.32a1 1 0 0 1-.84 1.54h-5.5A5.6 5.6 0 0 1 10 17.5a5.6 5.6 0 0 1 5.68-5.5c1.2 0 2.32.36 3.23.98Z"
	/>
	<path
		fill="currentColor"
		d="M19.24 10.86c.32.16.72-.02.74-.38L20 10c0-4.42-4.03-8-9-8s-9 3.58-9 8c0 1.5.47 2.91 1.28 4.11.14.21.12.49-.06.67l-1.51 1.51A1 1 0 0 0 2.4 18h5.1a.5.5 0 0 0 .49-.5c0-4.2 3.5-7.5 7.68-7.5 1.28 0 2.5.3 3.56.86Z"
	/>
`;function Kt(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 20 20"
		xmlns="http://www.w3.org/2000/svg"
	>
		${_l}
	</svg>`}var zl=C`
	<path
		fill="currentColor"
		fill-rule="evenodd"
		clip-rule="evenodd"
		d="M10.99 3.16A1 1 0 1 0 9 2.84L8.15 8H4a1 1 0 0 0 0 2h3.82l-.67 4H3a1 1 0 1 0 0 2h3.82l-.8 4.84a1 1 0 0 0 1.97.32L8.85 16h4.97l-.8 4.84a1 1 0 0 0 1.97.32l.86-5.16H20a1 1 0 1 0 0-2h-3.82l.67-4H21a1 1 0 1 0 0-2h-3.82l.8-4.84a1 1 0 1 0-1.97-.32L15.15 8h-4.97l.8-4.84ZM14.15 14l.67-4H9.85l-.67 4h4.97Z"
	/>
`;function Gt(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${zl}
	</svg>`}var yl=C`
	<path
		fill="currentColor"
		d="M12 2.81a1 1 0 0 1 0-1.41l.36-.36a1 1 0 0 1 1.41 0l9.2 9.2a1 1 0 0 1 0 1.4l-.7.7a1 1 0 0 1-1.3.13l-9.54-6.72a1 1 0 0 1-.08-1.58l1-1L12 2.8ZM12 21.2a1 1 0 0 1 0 1.41l-.35.35a1 1 0 0 1-1.41 0l-9.2-9.19a1 1 0 0 1 0-1.41l.7-.7a1 1 0 0 1 1.3-.12l9.54 6.72a1 1 0 0 1 .07 1.58l-1 1 .35.36ZM15.66 16.8a1 1 0 0 1-1.38.28l-8.49-5.66A1 1 0 1 1 6.9 9.76l8.49 5.65a1 1 0 0 1 .27 1.39ZM17.1 14.25a1 1 0 1 0 1.11-1.66L9.73 6.93a1 1 0 0 0-1.11 1.66l8.49 5.66Z"
	/>
`;function Wt(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${yl}
	</svg>`}var wl=C`
	<path
		fill="currentColor"
		fill-rule="evenodd"
		clip-rule="evenodd"
		d="M6 9h1V6a5 5 0 0 1 10 0v3h1a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3v-8a3 3 0 0 1 3-3Zm9-3v3H9V6a3 3 0 1 1 6 0Zm-1 8a2 2 0 0 1-1 1.73V18a1 1 0 1 1-2 0v-2.27A2 2 0 1 1 14 14Z"
	/>
`;function Zt(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${wl}
	</svg>`}var $l=C`
	<path
		fill="currentColor"
		d="M12 3a1 1 0 0 0-1-1h-.06a1 1 0 0 0-.74.32L5.92 7H3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h2.92l4.28 4.68a1 1 0 0 0 .74.32H11a1 1 0 0 0 1-1V3ZM15.1 20.75c-.58.14-1.1-.33-1.1-.92v-.03c0-.5.37-.92.85-1.05a7 7 0 0 0 0-13.5A1.11 1.11 0 0 1 14 4.2v-.03c0-.6.52-1.06 1.1-.92a9 9 0 0 1 0 17.5Z"
	/>
	<path
		fill="currentColor"
		d="M15.16 16.51c-.57.28-1.16-.2-1.16-.83v-.14c0-.43.28-.8.63-1.02a3 3 0 0 0 0-5.04c-.35-.23-.63-.6-.63-1.02v-.14c0-.63.59-1.1 1.16-.83a5 5 0 0 1 0 9.02Z"
	/>
`;function Qt(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${$l}
	</svg>`}var At=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},fe=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},ie="light-theme",Xe="compact-mode",Hs="no-background",lf=(()=>{let t=[U("discord-messages")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[];var I=class extends r{static{s=this}static{let $=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[Ft({context:ie}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],u=[Ft({context:Hs}),M({type:Boolean,reflect:!0,attribute:"no-background"})],d=[Ft({context:Xe}),M({type:Boolean,reflect:!0,attribute:"compact-mode"})],g=[M({reflect:!0,attribute:"channel-type"})],b=[M({reflect:!0,attribute:"channel-name"})],At(this,null,o,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:y=>"lightTheme"in y,get:y=>y.lightTheme,set:(y,V)=>{y.lightTheme=V}},metadata:$},a,n),At(this,null,u,{kind:"accessor",name:"noBackground",static:!1,private:!1,access:{has:y=>"noBackground"in y,get:y=>y.noBackground,set:(y,V)=>{y.noBackground=V}},metadata:$},m,h),At(this,null,d,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:y=>"compactMode"in y,get:y=>y.compactMode,set:(y,V)=>{y.compactMode=V}},metadata:$},_,v),At(this,null,g,{kind:"accessor",name:"channelType",static:!1,private:!1,access:{has:y=>"channelType"in y,get:y=>y.channelType,set:(y,V)=>{y.channelType=V}},metadata:$},f,c),At(this,null,b,{kind:"accessor",name:"channelName",static:!1,private:!1,access:{has:y=>"channelName"in y,get:y=>y.channelName,set:(y,V)=>{y.channelName=V}},metadata:$},E,H),At(null,e={value:s},t,{kind:"class",name:s.name,metadata:$},null,i),I=s=e.value,$&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:$})}static styles=q`
		:host {
			color: #fff;
			background-color: #36393e;
			display: block;
			font-size: 16px;
			font-family: 'gg sans', 'Noto Sans', Whitney, 'Helvetica Neue', Helvetica, Roboto, Arial, sans-serif;
			line-height: 170%;
			border: 1px solid rgba(255, 255, 255, 0.05);
		}

		:host([light-theme]) {
			color: #747f8d;
			background-color: #fff;
			border-color: #dedede;
		}

		:host([no-background]) {
			background-color: unset;
		}

		::slotted(*) {
			padding-top: 0.125rem;
			padding-bottom: 0.125rem;
		}

		::slotted(*:first-child) {
			margin-top: 0.5rem;
		}

		::slotted(*:not(:first-child)) {
			margin-top: 1.0625rem;
		}

		:host([compact-mode]) ::slotted(*:not(:first-child)) {
			margin-top: unset;
		}

		::slotted(*:last-child) {
			margin-bottom: 0.5rem;
			border-bottom-width: 0;
		}

		:host .discord-channel-header {
			display: flex;
			align-items: center;
			padding: 0.5rem 1rem;
			box-shadow:
				0 2px 0 0 rgba(0, 0, 0, 0.05),
				0 1.5px 0 0 rgba(0, 0, 0, 0.05),
				0 1px 0 0 rgba(0, 0, 0, 0.16);
		}

		:host .discord-channel-icon {
			height: 24px;
			width: auto;
			margin: 0 8px;
			position: relative;
			flex: 0 0 auto;
			color: #80848e;
		}

		:host([light-theme]) .discord-channel-icon {
			color: #6d6f78;
		}

		:host .discord-channel-name {
			margin: 0 8px 0 0;
			flex: 0 0 auto;
			min-width: auto;
		}
	`;#t=fe(this,a,!1);get lightTheme(){return this.#t}set lightTheme($){this.#t=$}#e=(fe(this,n),fe(this,m,!1));get noBackground(){return this.#e}set noBackground($){this.#e=$}#i=(fe(this,h),fe(this,_,!1));get compactMode(){return this.#i}set compactMode($){this.#i=$}#s=(fe(this,v),fe(this,f,void 0));get channelType(){return this.#s}set channelType($){this.#s=$}#r=(fe(this,c),fe(this,E,void 0));get channelName(){return this.#r}set channelName($){this.#r=$}connectedCallback(){super.connectedCallback(),(this.lightTheme||La==="light"&&this.lightTheme)&&(this.lightTheme=!0),(this.compactMode||Ba==="compact"&&this.compactMode)&&(this.compactMode=!0),(this.noBackground||Na==="none"&&this.noBackground)&&(this.noBackground=!0)}render(){let $;switch(this.channelType){case"text":$=l`${Gt()}`;break;case"voice":$=l`${Qt()}`;break;case"locked":$=l`${Zt()}`;break;case"thread":$=l`${Wt()}`;break;case"forum":$=l`${Kt()}`;break}return l`
			${P(this.channelType&&this.channelName,()=>l`<div class="discord-channel-header">
						<div class="discord-channel-icon">${$}</div>
						<div class="discord-channel-name">${this.channelName}</div>
					</div>`)}
			<slot></slot>
		`}constructor(){super(...arguments),fe(this,H)}static{fe(s,i)}};return I=s})();var Ml=C`
	<path d="M7.4,11.17,4,8.62,5,7.26l2,1.53L10.64,4l1.36,1Z" fill="currentColor" />
`;function Jt(t={}){return l`<svg
		${A(t)}
		class="discord-application-tag-verified"
		aria-label="Verified App"
		aria-hidden="false"
		width="16"
		height="16"
		viewBox="0 0 16 15.2"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Ml}
	</svg>`}var Ts=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},Yt=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},yf=(()=>{let t=[U("discord-verified-author-tag")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[];var d=class extends r{static{s=this}static{let _=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M({type:Boolean})],u=[X({context:Xe}),M({type:Boolean,reflect:!0,attribute:"compact-mode"})],Ts(this,null,o,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:v=>"verified"in v,get:v=>v.verified,set:(v,g)=>{v.verified=g}},metadata:_},a,n),Ts(this,null,u,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:v=>"compactMode"in v,get:v=>v.compactMode,set:(v,g)=>{v.compactMode=g}},metadata:_},m,h),Ts(null,e={value:s},t,{kind:"class",name:s.name,metadata:_},null,i),d=s=e.value,_&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:_})}static styles=q`
		:host {
			background-color: #5865f2;
			color: #fff;
			font-size: 0.625em;
			margin-left: 4px;
			border-radius: 3px;
			line-height: 100%;
			text-transform: uppercase;
			display: inline-flex;
			align-items: center;
			height: 0.9375rem;
			padding: 0 0.275rem;
			margin-top: 0.075em;
			border-radius: 0.1875rem;
		}

		:host .discord-application-tag-verified {
			display: inline-block;
			width: 0.9375rem;
			height: 0.9375rem;
			margin-left: -0.25rem;
		}

		:host([compact-mode]) {
			padding-left: 10px;
			padding-right: 4px;
			margin-right: 0.25rem;
			margin-left: 0px !important;
			margin-top: 0px !important;
		}

		:host([compact-mode]) .discord-application-tag-verified {
			margin-right: 0.7em;
			margin-left: -0.7em;
		}
	`;#t=Yt(this,a,!1);get verified(){return this.#t}set verified(_){this.#t=_}#e=(Yt(this,n),Yt(this,m,!1));get compactMode(){return this.#e}set compactMode(_){this.#e=_}render(){return l`${P(this.verified,()=>Jt())}App`}constructor(){super(...arguments),Yt(this,h)}static{Yt(s,i)}};return d=s})();var Es=class extends ve{#t=new Set;constructor(e){super(e)}render(e){return ae}update(e,[i]){let{style:s}=e.element;for(let r of this.#t)i[r]==null&&s.removeProperty(r);this.#t.clear();for(let[r,o]of Object.entries(i))o!=null&&(s.setProperty(r,String(o)),this.#t.add(r));return ae}},et=ze(Es);var ne=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},W=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Vf=(()=>{let t=[U("discord-author-info")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[],I,$=[],y=[],V,re=[],he=[],ue,ke=[],He=[],Te,Ee=[],Se=[],Ce,Ae=[],Re=[],De,je=[],Ie=[],Ve,Oe=[],Pe=[],Le,D=[],k=[];var L=class extends r{static{s=this}static{let R=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M()],u=[M({type:Boolean})],d=[M({type:Boolean})],g=[M({type:Boolean,attribute:"official-app"})],b=[M({type:Boolean})],I=[M({attribute:"role-color"})],V=[M({attribute:"role-icon"})],ue=[M({attribute:"role-name"})],Te=[M({attribute:"clan-icon"})],Ce=[M({attribute:"clan-tag"})],De=[M({type:Boolean})],Ve=[X({context:Xe}),M({type:Boolean,reflect:!0,attribute:"compact-mode"})],Le=[X({context:ie}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],ne(this,null,o,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:x=>"author"in x,get:x=>x.author,set:(x,N)=>{x.author=N}},metadata:R},a,n),ne(this,null,u,{kind:"accessor",name:"bot",static:!1,private:!1,access:{has:x=>"bot"in x,get:x=>x.bot,set:(x,N)=>{x.bot=N}},metadata:R},m,h),ne(this,null,d,{kind:"accessor",name:"server",static:!1,private:!1,access:{has:x=>"server"in x,get:x=>x.server,set:(x,N)=>{x.server=N}},metadata:R},_,v),ne(this,null,g,{kind:"accessor",name:"officialApp",static:!1,private:!1,access:{has:x=>"officialApp"in x,get:x=>x.officialApp,set:(x,N)=>{x.officialApp=N}},metadata:R},f,c),ne(this,null,b,{kind:"accessor",name:"op",static:!1,private:!1,access:{has:x=>"op"in x,get:x=>x.op,set:(x,N)=>{x.op=N}},metadata:R},E,H),ne(this,null,I,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:x=>"roleColor"in x,get:x=>x.roleColor,set:(x,N)=>{x.roleColor=N}},metadata:R},$,y),ne(this,null,V,{kind:"accessor",name:"roleIcon",static:!1,private:!1,access:{has:x=>"roleIcon"in x,get:x=>x.roleIcon,set:(x,N)=>{x.roleIcon=N}},metadata:R},re,he),ne(this,null,ue,{kind:"accessor",name:"roleName",static:!1,private:!1,access:{has:x=>"roleName"in x,get:x=>x.roleName,set:(x,N)=>{x.roleName=N}},metadata:R},ke,He),ne(this,null,Te,{kind:"accessor",name:"clanIcon",static:!1,private:!1,access:{has:x=>"clanIcon"in x,get:x=>x.clanIcon,set:(x,N)=>{x.clanIcon=N}},metadata:R},Ee,Se),ne(this,null,Ce,{kind:"accessor",name:"clanTag",static:!1,private:!1,access:{has:x=>"clanTag"in x,get:x=>x.clanTag,set:(x,N)=>{x.clanTag=N}},metadata:R},Ae,Re),ne(this,null,De,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:x=>"verified"in x,get:x=>x.verified,set:(x,N)=>{x.verified=N}},metadata:R},je,Ie),ne(this,null,Ve,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:x=>"compactMode"in x,get:x=>x.compactMode,set:(x,N)=>{x.compactMode=N}},metadata:R},Oe,Pe),ne(this,null,Le,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:x=>"lightTheme"in x,get:x=>x.lightTheme,set:(x,N)=>{x.lightTheme=N}},metadata:R},D,k),ne(null,e={value:s},t,{kind:"class",name:s.name,metadata:R},null,i),L=s=e.value,R&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:R})}static styles=q`
		:host {
			display: inline-flex;
			align-items: center;
			font-size: 16px;
			text-underline-offset: 1px;
			margin-right: 0.25rem;
		}

		:host .discord-author-username {
			color: #fff;
			font-size: 1em;
			font-weight: 500;
		}

		:host .discord-author-username:hover {
			text-decoration: underline;
			cursor: pointer;
		}

		:host([light-theme]) .discord-author-username {
			color: #23262a;
		}

		:host .discord-clan-tag {
			background-color: oklab(0.431937 0.00109309 -0.0132537 / 0.54);
			color: #fff;
			font-size: 12px;
			font-weight: 500;
			margin-left: 0.25rem;
			border-radius: 4px;
			line-height: 100%;
			text-transform: uppercase;
			display: inline-flex;
			width: max-content;
			gap: 0.25rem;
			justify-content: space-between;
			align-items: center;
			padding: 0 0.275rem;
			margin-top: 0.075em;
			height: 1.2rem;
			min-width: 45px;
			line-height: 1rem !important;
			transition: background-color 100ms ease-in-out;
			cursor: pointer;
		}

		:host .discord-clan-tag:hover {
			background-color: oklab(0.431937 0.00109309 -0.0132537 / 0.34);
		}

		:host([light-theme]) .discord-clan-tag {
			background-color: hsl(0 calc(1 * 0%) 0.8%/0.09);
			color: #000;
		}

		:host([light-theme]) .discord-clan-tag:hover {
			background-color: hsl(0 calc(1 * 0%) 0.8%/0.03);
		}

		:host([compact-mode]) .discord-clan-tag {
			margin-left: 0rem;
		}

		:host .discord-clan-tag span,
		:host .discord-clan-tag svg,
		:host .discord-clan-tag img {
			user-select: none;
			-webkit-user-select: none;
		}

		:host .discord-application-tag {
			background-color: #5865f2;
			color: #fff;
			font-size: 0.625em;
			border-radius: 3px;
			line-height: 100%;
			text-transform: uppercase;

			/* Use flex layout to ensure both verified icon and "BOT" text are aligned to center */
			display: inline-flex;
			align-items: center;

			/* Styling taken through Inspect Element on Discord client for Windows */
			height: 0.9375rem;
			padding: 0 0.275rem;
			margin-top: 0.075em;
			border-radius: 0.1875rem;
		}

		:host .discord-official-application {
			background-color: #5865f2;
			color: #fff;
			font-size: 0.625em;
			margin-left: 4px;
			border-radius: 3px;
			line-height: 100%;
			text-transform: uppercase;

			/* Use flex layout to ensure both verified icon and "BOT" text are aligned to center */
			display: flex;
			align-items: center;

			/* Styling taken through Inspect Element on Discord client for Windows */
			height: 0.9375rem;
			padding: 0 0.275rem;
			margin-top: 0.075em;
			border-radius: 0.1875rem;
		}

		:host([compact-mode]) .discord-official-application {
			margin-right: 5px;
			margin-left: 0px !important;
		}

		:host .discord-application-tag.discord-application-tag-op {
			background-color: #c9cdfb;
			color: #4752c4;
			border-radius: 0.4rem;
		}

		:host .discord-author-role-icon {
			margin-left: 0.25rem;
			vertical-align: top;
			height: calc(1rem + 4px);
			width: calc(1rem + 4px);
		}

		:host([compact-mode]) .discord-author-username {
			margin-right: 0.25rem;
		}

		:host([compact-mode]) .discord-application-tag {
			padding-left: 10px;
			padding-right: 4px;
			margin-right: 0.25rem;
		}
	`;#t=W(this,a,void 0);get author(){return this.#t}set author(R){this.#t=R}#e=(W(this,n),W(this,m,!1));get bot(){return this.#e}set bot(R){this.#e=R}#i=(W(this,h),W(this,_,!1));get server(){return this.#i}set server(R){this.#i=R}#s=(W(this,v),W(this,f,!1));get officialApp(){return this.#s}set officialApp(R){this.#s=R}#r=(W(this,c),W(this,E,!1));get op(){return this.#r}set op(R){this.#r=R}#h=(W(this,H),W(this,$,void 0));get roleColor(){return this.#h}set roleColor(R){this.#h=R}#o=(W(this,y),W(this,re,void 0));get roleIcon(){return this.#o}set roleIcon(R){this.#o=R}#d=(W(this,he),W(this,ke,void 0));get roleName(){return this.#d}set roleName(R){this.#d=R}#n=(W(this,He),W(this,Ee,void 0));get clanIcon(){return this.#n}set clanIcon(R){this.#n=R}#a=(W(this,Se),W(this,Ae,void 0));get clanTag(){return this.#a}set clanTag(R){this.#a=R}#u=(W(this,Re),W(this,je,!1));get verified(){return this.#u}set verified(R){this.#u=R}#l=(W(this,Ie),W(this,Oe,!1));get compactMode(){return this.#l}set compactMode(R){this.#l=R}#c=(W(this,Pe),W(this,D,!1));get lightTheme(){return this.#c}set lightTheme(R){this.#c=R}render(){let R=Fa(this.clanIcon),x=this.clanTag?.slice(0,4);return l`${P(this.compactMode,()=>null,()=>l`<span class="discord-author-username" style="${et({color:this.roleColor??void 0})}">${this.author}</span>`)}
		${P(this.roleIcon&&!this.compactMode,()=>l`<img
					class="discord-author-role-icon"
					src=${G(this.roleIcon)}
					height="20"
					width="20"
					alt=${G(this.roleName)}
					draggable="false"
				/>`)}
		${P(this.bot&&!this.server&&!this.officialApp,()=>l`<discord-verified-author-tag .verified=${this.verified}></discord-verified-author-tag>`)}
		${P(this.server&&!this.bot&&!this.officialApp,()=>l`<span class="discord-application-tag">Server</span>`)}
		${P(this.officialApp&&!this.server&&!this.bot,()=>l`<span class="discord-official-application">${Jt()}OFFICIAL</span>`)}
		${P(this.op,()=>l`<span class="discord-application-tag discord-application-tag-op">OP</span>`)}
		${P(this.compactMode,()=>l`<span class="discord-author-username" style="${et({color:this.roleColor??void 0})}">${this.author}</span>`)}
		${P(this.clanIcon&&this.clanTag&&this.clanTag?.length>0,()=>l`
				<span class="discord-clan-tag">
					${R==="string"?l`<img srcset=${G(R)} alt=${G(x)} width="12" height="12" draggable="false" />`:R}
					<span>${x}</span>
				</span>
			`)} `}constructor(){super(...arguments),W(this,k)}static{W(s,i)}};return L=s})();var xl=C`
 	<path 
		fill="currentColor" 
 		d="M15.56 11.77c.2-.1.44.02.44.23a4 4 0 1 1-4-4c.21 0 .33.25.23.44a2.5 2.5 0 0 0 3.32 3.32Z"
 	/>
  	<path 
		fill="currentColor" 
  		fill-rule="evenodd" 
  		d="M22.89 11.7q.105.3 0 .6C22.27 13.9 19.1 21 12 21c-7.11 0-10.27-7.11-10.89-8.7a.83.83 0 0 1 0-.6C1.73 10.1 4.9 3 12 3c7.11 0 10.27 7.11 10.89 8.7m-4.5-3.62A15.1 15.1 0 0 1 20.85 12c-.38.88-1.18 2.47-2.46 3.92C16.87 17.62 14.8 19 12 19s-4.87-1.38-6.39-3.08A15.1 15.1 0 0 1 3.15 12c.38-.88 1.18-2.47 2.46-3.92C7.13 6.38 9.2 5 12 5s4.87 1.38 6.39 3.08" 
  		clip-rule="evenodd"
  	/>
`;function Ss(t={}){return l`<svg
		${A(t)}
		class="discord-message-ephemeral-icon"
		aria-hidden="false"
		width="16"
		height="16"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${xl}
	</svg>`}var Z=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},j=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Cs=(()=>{let t=[U("discord-message")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[],I,$=[],y=[],V,re=[],he=[],ue,ke=[],He=[],Te,Ee=[],Se=[],Ce,Ae=[],Re=[],De,je=[],Ie=[],Ve,Oe=[],Pe=[],Le,D=[],k=[],L,R=[],x=[],N,Vs=[],Os=[],Ps,Ls=[],Bs=[],Ns,qs=[],Fs=[],Us,Ks=[],Gs=[],Ws,Zs=[],Qs=[],Js,Ys=[],Xs=[],er,tr=[],ir=[],sr,rr=[],ar=[],or,dr=[],nr=[],lr,hr=[],ur=[];var cr=class extends r{static{s=this}static{let w=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M()],u=[M()],d=[M()],g=[M({type:Boolean})],b=[M({type:Boolean})],I=[M({type:Boolean,attribute:"official-app"})],V=[M({type:Boolean})],ue=[M({type:Boolean})],Te=[M({type:Boolean})],Ce=[M({attribute:"role-color"})],De=[M({attribute:"role-icon"})],Ve=[M({attribute:"role-name"})],Le=[M({attribute:"clan-icon"})],L=[M({attribute:"clan-tag"})],N=[M({type:Boolean,reflect:!0})],Ps=[M({type:Boolean,reflect:!0})],Ns=[M({type:String,converter:p=>St(p,!1,!1),attribute:!0})],Us=[M({type:Boolean,attribute:"twenty-four"})],Ws=[M({type:Boolean,attribute:"message-body-only"})],Js=[X({context:ie}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],er=[X({context:Xe}),M({type:Boolean,reflect:!0,attribute:"compact-mode"})],sr=[X({context:Hs}),M({type:Boolean,reflect:!0,attribute:"no-background"})],or=[M({type:Boolean,reflect:!0,attribute:"has-thread"})],lr=[M({reflect:!1,attribute:"dismiss-message-clicked"})],Z(this,null,o,{kind:"accessor",name:"profile",static:!1,private:!1,access:{has:p=>"profile"in p,get:p=>p.profile,set:(p,T)=>{p.profile=T}},metadata:w},a,n),Z(this,null,u,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:p=>"author"in p,get:p=>p.author,set:(p,T)=>{p.author=T}},metadata:w},m,h),Z(this,null,d,{kind:"accessor",name:"avatar",static:!1,private:!1,access:{has:p=>"avatar"in p,get:p=>p.avatar,set:(p,T)=>{p.avatar=T}},metadata:w},_,v),Z(this,null,g,{kind:"accessor",name:"bot",static:!1,private:!1,access:{has:p=>"bot"in p,get:p=>p.bot,set:(p,T)=>{p.bot=T}},metadata:w},f,c),Z(this,null,b,{kind:"accessor",name:"server",static:!1,private:!1,access:{has:p=>"server"in p,get:p=>p.server,set:(p,T)=>{p.server=T}},metadata:w},E,H),Z(this,null,I,{kind:"accessor",name:"officialApp",static:!1,private:!1,access:{has:p=>"officialApp"in p,get:p=>p.officialApp,set:(p,T)=>{p.officialApp=T}},metadata:w},$,y),Z(this,null,V,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:p=>"verified"in p,get:p=>p.verified,set:(p,T)=>{p.verified=T}},metadata:w},re,he),Z(this,null,ue,{kind:"accessor",name:"op",static:!1,private:!1,access:{has:p=>"op"in p,get:p=>p.op,set:(p,T)=>{p.op=T}},metadata:w},ke,He),Z(this,null,Te,{kind:"accessor",name:"edited",static:!1,private:!1,access:{has:p=>"edited"in p,get:p=>p.edited,set:(p,T)=>{p.edited=T}},metadata:w},Ee,Se),Z(this,null,Ce,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:p=>"roleColor"in p,get:p=>p.roleColor,set:(p,T)=>{p.roleColor=T}},metadata:w},Ae,Re),Z(this,null,De,{kind:"accessor",name:"roleIcon",static:!1,private:!1,access:{has:p=>"roleIcon"in p,get:p=>p.roleIcon,set:(p,T)=>{p.roleIcon=T}},metadata:w},je,Ie),Z(this,null,Ve,{kind:"accessor",name:"roleName",static:!1,private:!1,access:{has:p=>"roleName"in p,get:p=>p.roleName,set:(p,T)=>{p.roleName=T}},metadata:w},Oe,Pe),Z(this,null,Le,{kind:"accessor",name:"clanIcon",static:!1,private:!1,access:{has:p=>"clanIcon"in p,get:p=>p.clanIcon,set:(p,T)=>{p.clanIcon=T}},metadata:w},D,k),Z(this,null,L,{kind:"accessor",name:"clanTag",static:!1,private:!1,access:{has:p=>"clanTag"in p,get:p=>p.clanTag,set:(p,T)=>{p.clanTag=T}},metadata:w},R,x),Z(this,null,N,{kind:"accessor",name:"highlight",static:!1,private:!1,access:{has:p=>"highlight"in p,get:p=>p.highlight,set:(p,T)=>{p.highlight=T}},metadata:w},Vs,Os),Z(this,null,Ps,{kind:"accessor",name:"ephemeral",static:!1,private:!1,access:{has:p=>"ephemeral"in p,get:p=>p.ephemeral,set:(p,T)=>{p.ephemeral=T}},metadata:w},Ls,Bs),Z(this,null,Ns,{kind:"accessor",name:"timestamp",static:!1,private:!1,access:{has:p=>"timestamp"in p,get:p=>p.timestamp,set:(p,T)=>{p.timestamp=T}},metadata:w},qs,Fs),Z(this,null,Us,{kind:"accessor",name:"twentyFour",static:!1,private:!1,access:{has:p=>"twentyFour"in p,get:p=>p.twentyFour,set:(p,T)=>{p.twentyFour=T}},metadata:w},Ks,Gs),Z(this,null,Ws,{kind:"accessor",name:"messageBodyOnly",static:!1,private:!1,access:{has:p=>"messageBodyOnly"in p,get:p=>p.messageBodyOnly,set:(p,T)=>{p.messageBodyOnly=T}},metadata:w},Zs,Qs),Z(this,null,Js,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:p=>"lightTheme"in p,get:p=>p.lightTheme,set:(p,T)=>{p.lightTheme=T}},metadata:w},Ys,Xs),Z(this,null,er,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:p=>"compactMode"in p,get:p=>p.compactMode,set:(p,T)=>{p.compactMode=T}},metadata:w},tr,ir),Z(this,null,sr,{kind:"accessor",name:"noBackground",static:!1,private:!1,access:{has:p=>"noBackground"in p,get:p=>p.noBackground,set:(p,T)=>{p.noBackground=T}},metadata:w},rr,ar),Z(this,null,or,{kind:"accessor",name:"hasThread",static:!1,private:!1,access:{has:p=>"hasThread"in p,get:p=>p.hasThread,set:(p,T)=>{p.hasThread=T}},metadata:w},dr,nr),Z(this,null,lr,{kind:"accessor",name:"dismissMessageClicked",static:!1,private:!1,access:{has:p=>"dismissMessageClicked"in p,get:p=>p.dismissMessageClicked,set:(p,T)=>{p.dismissMessageClicked=T}},metadata:w},hr,ur),Z(null,e={value:s},t,{kind:"class",name:s.name,metadata:w},null,i),cr=s=e.value,w&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:w})}static styles=q`
		:host {
			color: #dcddde;
			display: flex;
			flex-direction: column;
			font-size: 0.9em;
			font-family: 'gg sans', 'Noto Sans', Whitney, 'Helvetica Neue', Helvetica, Roboto, Arial, sans-serif;

			position: relative;
			word-wrap: break-word;
			-webkit-user-select: text;
			-moz-user-select: text;
			-ms-user-select: text;
			user-select: text;
			-webkit-box-flex: 0;
			-ms-flex: 0 0 auto;
			flex: 0 0 auto;
			min-height: 1.375rem;
			padding-left: 1em;
			padding-right: 48px;
			margin-top: inherit;
			margin-bottom: inherit;
			line-height: 16px;
		}

		.discord-message-inner {
			display: flex;
			position: relative;
			-webkit-box-flex: 0;
			-ms-flex: 0 0 auto;
			flex: 0 0 auto;
		}

		.discord-message-inner-center {
			align-items: center;
		}

		:host([message-body-only]) {
			margin-top: 0px !important;
			padding-top: 0.125rem !important;
			padding-bottom: 0.0625rem !important;
		}

		:host([highlight]),
		:host([ephemeral]) {
			padding-right: 5px;
			position: relative;
		}

		:host([highlight])::before,
		:host([ephemeral])::before {
			content: '';
			position: absolute;
			display: block;
			top: 0;
			left: 0;
			bottom: 0;
			pointer-events: none;
			width: 2px;
		}

		:host([highlight]) {
			background-color: rgba(250, 166, 26, 0.1);
		}

		:host([highlight][light-theme]) {
			background-color: rgba(250, 166, 26, 0.1);
		}

		:host([highlight])::before {
			background-color: #faa61a;
		}

		:host([light-theme][highlight])::before {
			background-color: #af7615;
		}

		:host([ephemeral]) {
			background-color: rgba(88, 101, 242, 0.05);
		}

		:host([ephemeral]:hover) {
			background-color: rgba(88, 101, 242, 0.1);
		}

		:host([ephemeral])::before {
			background-color: #5865f2;
		}

		:host([light-theme]) {
			color: #2e3338;
			border-color: #eceeef;
		}

		.discord-author-avatar {
			margin-right: 16px;
			margin-top: 5px;
			min-width: 40px;
			z-index: 1;
			display: flex;
		}

		.discord-author-avatar img {
			width: 40px;
			height: 40px;
			border-radius: 50%;
			cursor: pointer;
		}

		.discord-message-timestamp {
			color: #72767d;
			font-size: 12px;
			margin-left: 3px;
		}

		.discord-message-body-only-indent {
			width: 56px;
		}

		:host(:hover) .discord-message-timestamp-hover::before {
			content: attr(datetime);
		}

		:host([light-theme]) .discord-message-timestamp {
			color: #747f8d;
		}

		.discord-message-edited {
			color: #72767d;
			font-size: 10px;
		}

		:host([light-theme]) .discord-message-edited {
			color: #99aab5;
		}

		.discord-message-content {
			width: 100%;
			line-height: 160%;
			font-weight: normal;
			padding-top: 2px;
		}

		.discord-message-body {
			font-size: 1rem;
			font-weight: 400;
			word-break: break-word;
			position: relative;
		}

		:host([light-theme]) .discord-message-timestamp,
		:host([compact-mode]) .discord-message:hover .discord-message-timestamp {
			color: #99aab5;
		}

		:host([light-theme][compact-mode]).discord-message-timestamp {
			color: #d1d9de;
		}

		:host([compact-mode]) .discord-message-timestamp {
			display: inline-block;
			width: 3.1rem;
			text-align: right;
			font-size: 0.6875rem;
			line-height: 1.375rem;
			margin-right: 0.375rem;
			margin-left: 0;
			text-indent: 0;
		}

		:host([compact-mode]) .discord-message-body {
			line-height: 1.375rem;
			padding-left: 10px;
			margin-left: -6px;
		}

		:host([compact-mode]) .discord-message-compact-indent {
			padding-left: 10px;
		}

		:host .discord-message-markup {
			font-size: 1rem;
			line-height: 1.375rem;
			word-wrap: break-word;
			user-select: text;
			font-weight: 400;
			display: inline;
		}

		:host(:hover) {
			background-color: hsl(0 calc(1 * 0%) 0.8%/0.03);
		}

		:host([highlight]:hover) {
			background-color: hsl(40 calc(1 * 86.4%) 56.9%/0.08);
		}

		:host([has-thread]):after {
			width: 2rem;
			left: 2.2rem;
			top: 4.8rem;
			border-left: 2px solid #4f545c !important;
			border-bottom: 2px solid #4f545c !important;
			border-bottom-left-radius: 8px !important;
			bottom: 29px;
			content: '';
			position: absolute;
		}

		:host([light-theme][has-Thread]):after {
			border-color: #747f8d !important;
		}

		.discord-message-ephemeral {
			margin-top: 4px;
			font-size: 12px;
			font-weight: 400;
			color: #72767d;
		}

		:host([light-theme]) .discord-message-ephemeral {
			color: #747f8d;
		}

		.discord-message-ephemeral .discord-message-ephemeral-link {
			color: #00aff4;
			font-weight: 500;
			cursor: pointer;
		}

		.discord-message-ephemeral .discord-message-ephemeral-link:hover {
			text-decoration: underline;
		}

		.discord-message-ephemeral .discord-message-ephemeral-icon {
			margin-right: 4px;
			vertical-align: text-bottom;
		}
	`;#t=j(this,a,void 0);get profile(){return this.#t}set profile(w){this.#t=w}#e=(j(this,n),j(this,m,"User"));get author(){return this.#e}set author(w){this.#e=w}#i=(j(this,h),j(this,_,void 0));get avatar(){return this.#i}set avatar(w){this.#i=w}#s=(j(this,v),j(this,f,!1));get bot(){return this.#s}set bot(w){this.#s=w}#r=(j(this,c),j(this,E,!1));get server(){return this.#r}set server(w){this.#r=w}#h=(j(this,H),j(this,$,!1));get officialApp(){return this.#h}set officialApp(w){this.#h=w}#o=(j(this,y),j(this,re,!1));get verified(){return this.#o}set verified(w){this.#o=w}#d=(j(this,he),j(this,ke,!1));get op(){return this.#d}set op(w){this.#d=w}#n=(j(this,He),j(this,Ee,!1));get edited(){return this.#n}set edited(w){this.#n=w}#a=(j(this,Se),j(this,Ae,void 0));get roleColor(){return this.#a}set roleColor(w){this.#a=w}#u=(j(this,Re),j(this,je,void 0));get roleIcon(){return this.#u}set roleIcon(w){this.#u=w}#l=(j(this,Ie),j(this,Oe,void 0));get roleName(){return this.#l}set roleName(w){this.#l=w}#c=(j(this,Pe),j(this,D,void 0));get clanIcon(){return this.#c}set clanIcon(w){this.#c=w}#y=(j(this,k),j(this,R,void 0));get clanTag(){return this.#y}set clanTag(w){this.#y=w}#p=(j(this,x),j(this,Vs,!1));get highlight(){return this.#p}set highlight(w){this.#p=w}#v=(j(this,Os),j(this,Ls,!1));get ephemeral(){return this.#v}set ephemeral(w){this.#v=w}#g=(j(this,Bs),j(this,qs,new Date));get timestamp(){return this.#g}set timestamp(w){this.#g=w}#f=(j(this,Fs),j(this,Ks,!1));get twentyFour(){return this.#f}set twentyFour(w){this.#f=w}#b=(j(this,Gs),j(this,Zs,!1));get messageBodyOnly(){return this.#b}set messageBodyOnly(w){this.#b=w}#w=(j(this,Qs),j(this,Ys,!1));get lightTheme(){return this.#w}set lightTheme(w){this.#w=w}#$=(j(this,Xs),j(this,tr,!1));get compactMode(){return this.#$}set compactMode(w){this.#$=w}#_=(j(this,ir),j(this,rr,!1));get noBackground(){return this.#_}set noBackground(w){this.#_=w}#M=(j(this,ar),j(this,dr,!1));get hasThread(){return this.#M}set hasThread(w){this.#M=w}#m=(j(this,nr),j(this,hr,()=>{}));get dismissMessageClicked(){return this.#m}set dismissMessageClicked(w){this.#m=w}willUpdate(){this.hasThread=Array.from(this.children).some(w=>w.tagName.toLowerCase()==="discord-thread"),this.highlight=this.highlight||Array.from(this.children).some(w=>w.tagName.toLowerCase()==="discord-mention"&&w.hasAttribute("highlight")&&(w.type==="user"||w.type==="role"))}handleSpaceToDismissMessage(w){w.code==="Space"&&(w.preventDefault(),w.stopPropagation(),this.dismissMessageClicked?.())}render(){let w={author:this.author,bot:this.bot,officialApp:this.officialApp,verified:this.verified,server:this.server,op:this.op,roleColor:this.roleColor,roleIcon:this.roleIcon,clanIcon:this.clanIcon,clanTag:this.clanTag,roleName:this.roleName},p=this.profile!==void 0&&Reflect.get(Pa,this.profile)||{},T={...w,...p,avatar:this.resolveAvatar(p.avatar??this.avatar)},jt=St(this.timestamp,this.compactMode,this.twentyFour)??void 0;return l`
			<slot name="reply"></slot>
			<div
				class=${Fe({"discord-message-inner":!0,"discord-message-inner-center":this.messageBodyOnly})}
			>
				${P(this.compactMode&&!this.messageBodyOnly,()=>l`<time datetime="${G(jt)}" class="discord-message-timestamp">${jt}</time>`,()=>null)}
				${P(this.messageBodyOnly,()=>l`<time
							datetime="${G(jt)}"
							class=${Fe({"discord-message-timestamp":!0,"discord-message-timestamp-hover":!0,"discord-message-body-only-indent":!this.compactMode})}
						></time>`,()=>null)}
				${P(this.compactMode||this.messageBodyOnly,()=>null,()=>l`<div class="discord-author-avatar">
							<img src="${G(T.avatar)}" alt="${G(T.author)}" />
						</div>`)}

				<div class="discord-message-content">
					${P(this.compactMode||this.messageBodyOnly,()=>null,()=>l`
							<discord-author-info
								author=${T.author??""}
								?bot=${T.bot??!1}
								?server=${T.server??!1}
								?official-app=${T.officialApp??!1}
								?verified=${T.verified??!1}
								?op=${T.op??!1}
								role-color=${T.roleColor??""}
								role-icon=${T.roleIcon??""}
								role-name=${T.roleName??""}
								clan-icon=${T.clanIcon??""}
								clan-tag=${T.clanTag??""}
							></discord-author-info
							><time datetime="${G(jt)}" class="discord-message-timestamp">${jt}</time>
						`)}
					<div class="discord-message-body">
						${P(this.compactMode,()=>l`<discord-author-info
									author=${T.author??""}
									?bot=${T.bot??!1}
									?server=${T.server??!1}
									?official-app=${T.officialApp??!1}
									?verified=${T.verified??!1}
									?op=${T.op??!1}
									role-color=${T.roleColor??""}
									role-icon=${T.roleIcon??""}
									role-name=${T.roleName??""}
									clan-icon=${T.clanIcon??""}
									clan-tag=${T.clanTag??""}
								></discord-author-info>`,()=>null)}<span class="discord-message-markup"><slot></slot></span>
						${P(this.edited,()=>l`<span class="discord-message-edited">(edited)</span>`,()=>null)}
					</div>
					<div class="discord-message-compact-indent">
						<slot name="attachments"></slot>
						<slot name="embeds"></slot>
						<slot name="components"></slot>
						<slot name="reactions"></slot>
						<slot name="thread"></slot>
						${P(this.ephemeral,()=>l`
								<div class="discord-message-ephemeral">
									${Ss()} Only you can see this •
									<span
										role="button"
										class="discord-message-ephemeral-link"
										@click=${this.dismissMessageClicked}
										@keydown=${this.handleSpaceToDismissMessage}
										>Dismiss message</span
									>
								</div>
							`,()=>null)}
					</div>
				</div>
			</div>
		`}resolveAvatar(w){return w===void 0?is.default:is[w]??w??is.default}constructor(){super(...arguments),j(this,ur)}static{j(s,i)}};return cr=s})();var Rt=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},me=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},dm=(()=>{let t=[U("discord-custom-emoji")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[];var I=class extends r{static{s=this}static{let $=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M()],u=[M()],d=[M({attribute:!1})],g=[M({type:Boolean,attribute:"embed-emoji"})],b=[M({type:Boolean,attribute:"jumbo"})],Rt(this,null,o,{kind:"accessor",name:"name",static:!1,private:!1,access:{has:y=>"name"in y,get:y=>y.name,set:(y,V)=>{y.name=V}},metadata:$},a,n),Rt(this,null,u,{kind:"accessor",name:"url",static:!1,private:!1,access:{has:y=>"url"in y,get:y=>y.url,set:(y,V)=>{y.url=V}},metadata:$},m,h),Rt(this,null,d,{kind:"accessor",name:"customEmojisMap",static:!1,private:!1,access:{has:y=>"customEmojisMap"in y,get:y=>y.customEmojisMap,set:(y,V)=>{y.customEmojisMap=V}},metadata:$},_,v),Rt(this,null,g,{kind:"accessor",name:"embedEmoji",static:!1,private:!1,access:{has:y=>"embedEmoji"in y,get:y=>y.embedEmoji,set:(y,V)=>{y.embedEmoji=V}},metadata:$},f,c),Rt(this,null,b,{kind:"accessor",name:"jumbo",static:!1,private:!1,access:{has:y=>"jumbo"in y,get:y=>y.jumbo,set:(y,V)=>{y.jumbo=V}},metadata:$},E,H),Rt(null,e={value:s},t,{kind:"class",name:s.name,metadata:$},null,i),I=s=e.value,$&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:$})}static styles=q`
		.discord-custom-emoji {
			display: inline-block;
			cursor: pointer;
		}

		.discord-custom-emoji .discord-custom-emoji-image {
			object-fit: contain;
			width: 1.375rem;
			height: 1.375rem;
			vertical-align: bottom;
		}

		.discord-custom-emoji .discord-custom-jumbo-emoji-image {
			width: 3rem;
			height: 3rem;
			min-height: 3rem;
		}

		.discord-embed-custom-emoji {
			display: inline-block;
		}

		.discord-embed-custom-emoji .discord-embed-custom-emoji-image {
			width: 18px;
			height: 18px;
			vertical-align: bottom;
		}
	`;#t=me(this,a,void 0);get name(){return this.#t}set name($){this.#t=$}#e=(me(this,n),me(this,m,void 0));get url(){return this.#e}set url($){this.#e=$}#i=(me(this,h),me(this,_,{}));get customEmojisMap(){return this.#i}set customEmojisMap($){this.#i=$}#s=(me(this,v),me(this,f,void 0));get embedEmoji(){return this.#s}set embedEmoji($){this.#s=$}#r=(me(this,c),me(this,E,void 0));get jumbo(){return this.#r}set jumbo($){this.#r=$}willUpdate(){if(!this.url&&this.name){let $=Ct(this.name)??this.customEmojisMap[this.name];$&&(this.url??=$.url??"",this.embedEmoji??=$.embedEmoji??!1)}}render(){let $=`:${this.name}:`;return l`<span
			class=${Fe({"discord-embed-custom-emoji":this.embedEmoji,"discord-custom-emoji":!this.embedEmoji})}
			><img
				aria-label=${$}
				src=${G(this.url)}
				alt=${$}
				draggable="false"
				class=${Fe({"discord-embed-custom-emoji-image":this.embedEmoji,"discord-custom-emoji-image":!this.embedEmoji,"discord-custom-jumbo-emoji-image":this.jumbo})}
		/></span> `}constructor(){super(...arguments),me(this,H)}static{me(s,i)}};return I=s})();var le=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},Q=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},zm=(()=>{let t=[U("discord-embed")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[],I,$=[],y=[],V,re=[],he=[],ue,ke=[],He=[],Te,Ee=[],Se=[],Ce,Ae=[],Re=[],De,je=[],Ie=[],Ve,Oe=[],Pe=[];var Le=class extends r{static{s=this}static{let D=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M()],u=[M({attribute:"author-name"})],d=[M({attribute:"author-image"})],g=[M({attribute:"author-url"})],b=[M({attribute:"embed-title"})],I=[M({attribute:!1})],V=[M()],ue=[M()],Te=[M()],Ce=[M()],De=[M()],Ve=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],le(this,null,o,{kind:"accessor",name:"color",static:!1,private:!1,access:{has:k=>"color"in k,get:k=>k.color,set:(k,L)=>{k.color=L}},metadata:D},a,n),le(this,null,u,{kind:"accessor",name:"authorName",static:!1,private:!1,access:{has:k=>"authorName"in k,get:k=>k.authorName,set:(k,L)=>{k.authorName=L}},metadata:D},m,h),le(this,null,d,{kind:"accessor",name:"authorImage",static:!1,private:!1,access:{has:k=>"authorImage"in k,get:k=>k.authorImage,set:(k,L)=>{k.authorImage=L}},metadata:D},_,v),le(this,null,g,{kind:"accessor",name:"authorUrl",static:!1,private:!1,access:{has:k=>"authorUrl"in k,get:k=>k.authorUrl,set:(k,L)=>{k.authorUrl=L}},metadata:D},f,c),le(this,null,b,{kind:"accessor",name:"embedTitle",static:!1,private:!1,access:{has:k=>"embedTitle"in k,get:k=>k.embedTitle,set:(k,L)=>{k.embedTitle=L}},metadata:D},E,H),le(this,null,I,{kind:"accessor",name:"embedEmojisMap",static:!1,private:!1,access:{has:k=>"embedEmojisMap"in k,get:k=>k.embedEmojisMap,set:(k,L)=>{k.embedEmojisMap=L}},metadata:D},$,y),le(this,null,V,{kind:"accessor",name:"url",static:!1,private:!1,access:{has:k=>"url"in k,get:k=>k.url,set:(k,L)=>{k.url=L}},metadata:D},re,he),le(this,null,ue,{kind:"accessor",name:"thumbnail",static:!1,private:!1,access:{has:k=>"thumbnail"in k,get:k=>k.thumbnail,set:(k,L)=>{k.thumbnail=L}},metadata:D},ke,He),le(this,null,Te,{kind:"accessor",name:"image",static:!1,private:!1,access:{has:k=>"image"in k,get:k=>k.image,set:(k,L)=>{k.image=L}},metadata:D},Ee,Se),le(this,null,Ce,{kind:"accessor",name:"video",static:!1,private:!1,access:{has:k=>"video"in k,get:k=>k.video,set:(k,L)=>{k.video=L}},metadata:D},Ae,Re),le(this,null,De,{kind:"accessor",name:"provider",static:!1,private:!1,access:{has:k=>"provider"in k,get:k=>k.provider,set:(k,L)=>{k.provider=L}},metadata:D},je,Ie),le(this,null,Ve,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:k=>"lightTheme"in k,get:k=>k.lightTheme,set:(k,L)=>{k.lightTheme=L}},metadata:D},Oe,Pe),le(null,e={value:s},t,{kind:"class",name:s.name,metadata:D},null,i),Le=s=e.value,D&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:D})}static styles=q`
		:host {
			color: #dcddde;
			display: flex;
			font-size: 13px;
			line-height: 150%;
			margin-bottom: 8px;
			margin-top: 8px;
		}

		:host([light-theme]) {
			color: #2e3338;
		}

		:host .discord-left-border {
			background-color: #202225;
			border-radius: 4px 0 0 4px;
			flex-shrink: 0;
			width: 4px;
		}

		:host([light-theme]) .discord-left-border {
			background-color: #e3e5e8;
		}

		:host .discord-embed-root {
			display: grid;
			grid-auto-flow: row;
			grid-row-gap: 0.25rem;
			min-height: 0;
			min-width: 0;
			text-indent: 0;
		}

		:host .discord-embed-wrapper {
			background-color: #2f3136;
			max-width: 520px;
			border: 1px solid rgba(46, 48, 54, 0.6);
			border-radius: 0 4px 4px 0;
			justify-self: start;
			align-self: start;
			display: grid;
			box-sizing: border-box;
		}

		:host([light-theme]) .discord-embed-wrapper {
			background-color: rgb(242, 243, 245);
			border-color: rgba(205, 205, 205, 0.3);
		}

		:host .discord-embed-wrapper .discord-embed-grid {
			display: inline-grid;
			grid-template-columns: auto -webkit-min-content;
			grid-template-columns: auto min-content;
			grid-template-columns: auto;
			grid-template-rows: auto;
			padding: 0.5rem 1rem 1rem 0.75rem;
		}

		:host .discord-embed-thumbnail {
			border-radius: 4px;
			flex-shrink: 0;
			grid-column: 2/2;
			grid-row: 1/8;
			justify-self: end;
			margin-left: 16px;
			margin-top: 8px;
			max-height: 80px;
			max-width: 80px;
			object-fit: contain;
			object-position: top center;
		}

		:host .discord-embed-author {
			-webkit-box-align: center;
			align-items: center;
			color: #fff;
			font-size: 14px;
			display: flex;
			font-weight: 600;
			grid-column: 1 / 1;
			margin-top: 8px;
			min-width: 0;
		}

		:host([light-theme]) .discord-embed-author {
			color: #060607;
		}

		:host .discord-embed-author a {
			color: #fff;
			font-weight: 600;
			text-decoration: none;
		}

		:host .discord-embed-author a:hover {
			text-decoration: underline;
		}

		:host([light-theme]) .discord-embed-author a {
			color: #060607;
		}

		:host .discord-embed-author .discord-author-image {
			border-radius: 50%;
			height: 24px;
			margin-right: 8px;
			width: 24px;
		}

		:host .discord-embed-author-block,
		:host .discord-embed-author-block > span {
			max-width: 95%;
		}

		:host .discord-embed-provider {
			font-size: 0.75rem;
			line-height: 1rem;
			font-weight: 400;
			grid-column: 1/1;
			margin-top: 8px;
			unicode-bidi: plaintext;
			text-align: left;
		}

		:host([light-theme]) .discord-embed-provider {
			color: #4f545c;
		}

		:host .discord-embed-title {
			-webkit-box-align: center;
			align-items: center;
			color: #fff;
			display: inline-block;
			font-size: 1rem;
			font-weight: 600;
			grid-column: 1 / 1;
			margin-top: 8px;
			min-width: 0;
		}

		:host([light-theme]) .discord-embed-title {
			color: #060607;
		}

		:host .discord-embed-title a {
			color: #00aff4;
			font-weight: 600;
			text-decoration: none;
		}

		:host .discord-embed-title a:hover {
			text-decoration: underline;
		}

		:host .discord-embed-image {
			border-radius: 4px;
			max-width: 300px;
			max-height: 300px;
		}

		:host .discord-embed-media {
			border-radius: 4px;
			contain: paint;
			display: block;
			grid-column: 1/1;
			margin-top: 16px;
		}

		:host .discord-embed-media.discord-embed-media-video {
			height: 225px;
		}

		:host .discord-embed.media .discord-embed-image {
			overflow: hidden;
			position: relative;
			user-select: text;
		}

		:host .discord-embed-media .discord-embed-video {
			-webkit-box-align: center;
			-webkit-box-pack: center;
			align-items: center;
			border-radius: 0;
			cursor: pointer;
			display: flex;
			height: 100%;
			justify-content: center;
			max-height: 100%;
			width: 100%;

			width: 400px;
			height: 225px;
			left: 0px;
			top: 0px;
		}

		.discord-embed-custom-emoji {
			display: inline-block;
		}

		.discord-embed-custom-emoji .discord-embed-custom-emoji-image {
			width: 18px;
			height: 18px;
			vertical-align: bottom;
		}

		slot[name='footer']::slotted(*) {
			grid-column: 1/3;
			grid-row: auto/auto;
		}
	`;#t=Q(this,a,void 0);get color(){return this.#t}set color(D){this.#t=D}#e=(Q(this,n),Q(this,m,void 0));get authorName(){return this.#e}set authorName(D){this.#e=D}#i=(Q(this,h),Q(this,_,void 0));get authorImage(){return this.#i}set authorImage(D){this.#i=D}#s=(Q(this,v),Q(this,f,void 0));get authorUrl(){return this.#s}set authorUrl(D){this.#s=D}#r=(Q(this,c),Q(this,E,void 0));get embedTitle(){return this.#r}set embedTitle(D){this.#r=D}#h=(Q(this,H),Q(this,$,{}));get embedEmojisMap(){return this.#h}set embedEmojisMap(D){this.#h=D}#o=(Q(this,y),Q(this,re,void 0));get url(){return this.#o}set url(D){this.#o=D}#d=(Q(this,he),Q(this,ke,void 0));get thumbnail(){return this.#d}set thumbnail(D){this.#d=D}#n=(Q(this,He),Q(this,Ee,void 0));get image(){return this.#n}set image(D){this.#n=D}#a=(Q(this,Se),Q(this,Ae,void 0));get video(){return this.#a}set video(D){this.#a=D}#u=(Q(this,Re),Q(this,je,void 0));get provider(){return this.#u}set provider(D){this.#u=D}#l=(Q(this,Ie),Q(this,Oe,!1));get lightTheme(){return this.#l}set lightTheme(D){this.#l=D}render(){let D=this.parseTitle(this.authorName),k=this.parseTitle(this.embedTitle);return l`<div style=${et({"background-color":this.color})} class="discord-left-border"></div>
			<div class="discord-embed-root">
				<div class="discord-embed-wrapper">
					<div class="discord-embed-grid">
						${P(this.provider,()=>l`<div class="discord-embed-provider">${this.provider}</div>`)}
						${P(D,()=>l`<div class="discord-embed-author">
									${P(this.authorImage,()=>l`<img src=${G(this.authorImage)} alt="" class="discord-author-image" />`)}
									${P(this.authorUrl,()=>l`<a
												href=${G(this.authorUrl)}
												target="_blank"
												rel="noopener noreferrer"
												class="discord-embed-author-block"
											>
												<span class="discord-embed-author-block">${D}</span>
											</a>`,()=>l`<span class="discord-embed-author-block">${D}</span>`)}
								</div>`)}
						${P(k,()=>l`<div class="discord-embed-title">
									${this.url?l`<a href="${this.url}" target="_blank" rel="noopener noreferrer"> ${k} </a>`:l`${k}`}
								</div>`)}
						<slot name="description"></slot>
						<slot name="fields"></slot>
						${P(this.image||this.video,()=>l`<div class=${Fe({"discord-embed-media":!0,"discord-embed-media-video":!!this.video})}>
									${this.renderMedia()}
								</div>`)}
						${P(this.thumbnail,()=>l`<img src=${G(this.thumbnail)} alt="" class="discord-embed-thumbnail" />`)}
						<slot name="footer"></slot>
					</div>
				</div>
			</div>`}renderMedia(){return this.video?l`
				<video
					controls
					muted
					preload="none"
					poster=${G(this.image)}
					src=${G(this.video)}
					height="225"
					width="400"
					class="discord-embed-video"
				>
					<img src=${G(this.image)} alt="Discord embed media" class="discord-embed-image" />
				</video>
			`:this.image?l`<img src=${G(this.image)} alt="Discord embed media" class="discord-embed-image" />`:null}parseTitle(D){if(!D)return null;let k=[],L="";for(let R of D.split(`
`)){for(let x of R.split(" ")){let N=Ct(x)??this.embedEmojisMap[x]??{};N.name?k.push(l`<discord-custom-emoji name=${N.name} url=${G(N.url)} embed-emoji></discord-custom-emoji>`):L+=`${x} `,L===" "&&k.push(l`<br />`)}k.push(L),L=""}return k.map(R=>typeof R=="string"?l`<span>${R}</span>`:R)}constructor(){super(...arguments),Q(this,Pe)}static{Q(s,i)}};return Le=s})();var kl=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},Hl=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},xm=(()=>{let t=[U("discord-embed-description")],e,i=[],s,r=B;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;kl(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=q`
		:host {
			font-size: 0.875rem;
			font-weight: 400;
			grid-column: 1/1;
			line-height: 1.125rem;
			margin-top: 8px;
			min-width: 0;
		}
	`;render(){return l`<slot></slot>`}static{Hl(s,i)}};return o=s})();var Tl=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},El=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Sm=(()=>{let t=[U("discord-embed-fields")],e,i=[],s,r=B;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;Tl(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=q`
		:host {
			display: grid;
			grid-column: 1/1;
			margin-top: 8px;
			grid-gap: 8px;
		}

		::slotted([inline-index='1']) {
			grid-column: 1/5 !important;
		}

		::slotted([inline-index='2']) {
			grid-column: 5/9 !important;
		}

		::slotted([inline-index='3']) {
			grid-column: 9/13 !important;
		}
	`;render(){return l`<slot></slot>`}static{El(s,i)}};return o=s})();var Dt=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},pe=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Bm=(()=>{let t=[U("discord-embed-field")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[],b,E=[],H=[];var I=class extends r{static{s=this}static{let $=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M({reflect:!0,attribute:"field-title"})],u=[M({attribute:!1})],d=[M({type:Boolean,reflect:!0,attribute:"inline"})],g=[M({type:Number,reflect:!0,attribute:"inline-index"})],b=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],Dt(this,null,o,{kind:"accessor",name:"fieldTitle",static:!1,private:!1,access:{has:y=>"fieldTitle"in y,get:y=>y.fieldTitle,set:(y,V)=>{y.fieldTitle=V}},metadata:$},a,n),Dt(this,null,u,{kind:"accessor",name:"embedFieldEmojisMap",static:!1,private:!1,access:{has:y=>"embedFieldEmojisMap"in y,get:y=>y.embedFieldEmojisMap,set:(y,V)=>{y.embedFieldEmojisMap=V}},metadata:$},m,h),Dt(this,null,d,{kind:"accessor",name:"inline",static:!1,private:!1,access:{has:y=>"inline"in y,get:y=>y.inline,set:(y,V)=>{y.inline=V}},metadata:$},_,v),Dt(this,null,g,{kind:"accessor",name:"inlineIndex",static:!1,private:!1,access:{has:y=>"inlineIndex"in y,get:y=>y.inlineIndex,set:(y,V)=>{y.inlineIndex=V}},metadata:$},f,c),Dt(this,null,b,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:y=>"lightTheme"in y,get:y=>y.lightTheme,set:(y,V)=>{y.lightTheme=V}},metadata:$},E,H),Dt(null,e={value:s},t,{kind:"class",name:s.name,metadata:$},null,i),I=s=e.value,$&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:$})}static styles=q`
		:host {
			font-size: 0.875rem;
			line-height: 1.125rem;
			min-width: 0;
			font-weight: 400;
			grid-column: 1/13;
			word-break: break-word;
		}

		:host .discord-field-title {
			color: #ffffff;
			font-weight: 600;
			font-size: 0.875rem;
			line-height: 1.125rem;
			min-width: 0;
			margin-bottom: 2px;
		}

		:host .discord-inline-field {
			flex-grow: 1;
			flex-basis: auto;
			min-width: 150px;
		}

		:host([light-theme]) .discord-field-title {
			color: #313338;
		}
	`;#t=pe(this,a,void 0);get fieldTitle(){return this.#t}set fieldTitle($){this.#t=$}#e=(pe(this,n),pe(this,m,{}));get embedFieldEmojisMap(){return this.#e}set embedFieldEmojisMap($){this.#e=$}#i=(pe(this,h),pe(this,_,!1));get inline(){return this.#i}set inline($){this.#i=$}#s=(pe(this,v),pe(this,f,void 0));get inlineIndex(){return this.#s}set inlineIndex($){this.#s=$}#r=(pe(this,c),pe(this,E,!1));get lightTheme(){return this.#r}set lightTheme($){this.#r=$}validInlineIndices=(pe(this,H),new Set([1,2,3]));checkInlineIndex(){if(this.inlineIndex){let $=Number(this.inlineIndex);if(!Number.isNaN($)&&!this.validInlineIndices.has($))throw new RangeError("DiscordEmbedField `inlineIndex` prop must be one of: 1, 2, or 3")}}render(){this.checkInlineIndex();let $=this.parseTitle(this.fieldTitle),y=P($,()=>l`<div class="discord-field-title">${[...$]}</div>`);return l`${y}<slot></slot>`}parseTitle($){if(!$)return null;let y=[],V="";for(let re of $.split(`
`)){for(let he of re.split(" ")){let ue=Ct(he)??this.embedFieldEmojisMap[he]??{};ue.name?y.push(l`<discord-custom-emoji name=${ue.name} url=${G(ue.url)} embed-emoji></discord-custom-emoji>`):V+=`${he} `,V===" "&&y.push(l`<br />`)}y.push(V),V=""}return y.map(re=>typeof re=="string"?l`<span>${re}</span>`:re)}static{pe(s,i)}};return I=s})();var Xt=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},$e=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Jm=(()=>{let t=[U("discord-embed-footer")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[];var b=class extends r{static{s=this}static{let E=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M({attribute:"footer-image"})],u=[M({attribute:"footer-image-alt"})],d=[M({type:String,reflect:!0,converter:H=>St(H),attribute:!0})],g=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],Xt(this,null,o,{kind:"accessor",name:"footerImage",static:!1,private:!1,access:{has:H=>"footerImage"in H,get:H=>H.footerImage,set:(H,I)=>{H.footerImage=I}},metadata:E},a,n),Xt(this,null,u,{kind:"accessor",name:"footerImageAlt",static:!1,private:!1,access:{has:H=>"footerImageAlt"in H,get:H=>H.footerImageAlt,set:(H,I)=>{H.footerImageAlt=I}},metadata:E},m,h),Xt(this,null,d,{kind:"accessor",name:"timestamp",static:!1,private:!1,access:{has:H=>"timestamp"in H,get:H=>H.timestamp,set:(H,I)=>{H.timestamp=I}},metadata:E},_,v),Xt(this,null,g,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:H=>"lightTheme"in H,get:H=>H.lightTheme,set:(H,I)=>{H.lightTheme=I}},metadata:E},f,c),Xt(null,e={value:s},t,{kind:"class",name:s.name,metadata:E},null,i),b=s=e.value,E&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:E})}static styles=q`
		:host {
			-webkit-box-align: center;
			align-items: center;
			display: flex;
			font-size: 12px;
			line-height: 16px;
			font-weight: 500;
			margin-top: 8px;
		}

		:host([light-theme]) {
			color: #747f8d;
		}

		:host .discord-footer-image {
			border-radius: 50%;
			flex-shrink: 0;
			height: 20px;
			margin-right: 8px;
			width: 20px;
		}

		:host .discord-footer-separator {
			color: #dcddde;
			font-weight: 500;
			display: inline-block;
			margin: 0 4px;
		}

		:host([light-theme]) .discord-footer-separator {
			color: #5c5e66;
		}
	`;#t=$e(this,a,void 0);get footerImage(){return this.#t}set footerImage(E){this.#t=E}#e=($e(this,n),$e(this,m,void 0));get footerImageAlt(){return this.#e}set footerImageAlt(E){this.#e=E}#i=($e(this,h),$e(this,_,void 0));get timestamp(){return this.#i}set timestamp(E){this.#i=E}#s=($e(this,v),$e(this,f,!1));get lightTheme(){return this.#s}set lightTheme(E){this.#s=E}updateTimestamp(E){E&&!Number.isNaN(new Date(E).getTime())&&(this.timestamp=St(E))}render(){return this.updateTimestamp(this.timestamp),l`${P(this.footerImage,()=>l`<img src=${G(this.footerImage)} alt=${G(this.footerImageAlt)} class="discord-footer-image" />`)}
			<slot></slot>
			${P(this.timestamp,()=>l`<span class="discord-footer-separator">&bull;</span>`)}
			${P(this.timestamp,()=>` ${this.timestamp}`,()=>null)}`}constructor(){super(...arguments),$e(this,c)}static{$e(s,i)}};return b=s})();var ss=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},tt=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},r4=(()=>{let t=[U("discord-code")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[];var g=class extends r{static{s=this}static{let f=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M({type:Boolean,reflect:!0})],u=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],d=[M({type:Boolean,reflect:!0})],ss(this,null,o,{kind:"accessor",name:"multiline",static:!1,private:!1,access:{has:c=>"multiline"in c,get:c=>c.multiline,set:(c,b)=>{c.multiline=b}},metadata:f},a,n),ss(this,null,u,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:c=>"lightTheme"in c,get:c=>c.lightTheme,set:(c,b)=>{c.lightTheme=b}},metadata:f},m,h),ss(this,null,d,{kind:"accessor",name:"embed",static:!1,private:!1,access:{has:c=>"embed"in c,get:c=>c.embed,set:(c,b)=>{c.embed=b}},metadata:f},_,v),ss(null,e={value:s},t,{kind:"class",name:s.name,metadata:f},null,i),g=s=e.value,f&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:f})}static styles=q`
		:host {
			background-color: #2f3136;
			white-space: break-spaces;
			font-family:
				Consolas,
				Andale Mono WT,
				Andale Mono,
				Lucida Console,
				Lucida Sans Typewriter,
				DejaVu Sans Mono,
				Bitstream Vera Sans Mono,
				Liberation Mono,
				Nimbus Mono L,
				Monaco,
				Courier New,
				Courier,
				monospace;
			border-radius: 3px;
		}

		code {
			padding: 0.2em;
			margin: -0.2em;
			border-radius: 3px;
			border: none;
			font-size: 85%;
			text-indent: 0;
			white-space: pre-wrap;
		}

		:host([multiline]) code {
			display: block;
			width: 90%;
			font-size: 0.875rem;
			line-height: 1.125rem;
			padding: 0.5em;
			background: #2b2d31;
			border: 1px solid #1e1f22;
		}

		:host([embed]) code {
			background-color: #1e1f22;
		}

		:host([embed][multiline]) code {
			display: block;
			width: 100%;
			padding: 7px;
			border-radius: 4px;
			background: #1e1f22;
		}

		:host([light-theme]) code {
			border-color: #e3e5e8;
			background-color: #f2f3f5;
		}

		:host([light-theme][embed]) code {
			background-color: #e3e5e8;
		}
	`;#t=tt(this,a,!1);get multiline(){return this.#t}set multiline(f){this.#t=f}#e=(tt(this,n),tt(this,m,!1));get lightTheme(){return this.#e}set lightTheme(f){this.#e=f}#i=(tt(this,h),tt(this,_,!1));get embed(){return this.#i}set embed(f){this.#i=f}render(){return this.multiline?l`<discord-pre ?embed=${this.embed}
				><code><slot></slot></code
			></discord-pre>`:l`<code><slot></slot></code>`}constructor(){super(...arguments),tt(this,v)}static{tt(s,i)}};return g=s})();var Ua=(t,e,i)=>{for(let s of e)if(s[0]===t)return(0,s[1])();return i?.()};function Sl(t){return t.startsWith("#")?t.slice(1):t}function Cl(t){let e=t.length===3||t.length===4,i=e?`${t.slice(0,1)}${t.slice(0,1)}`:t.slice(0,2),s=e?`${t.slice(1,2)}${t.slice(1,2)}`:t.slice(2,4),r=e?`${t.slice(2,3)}${t.slice(2,3)}`:t.slice(4,6),o=(e?`${t.slice(3,4)}${t.slice(3,4)}`:t.slice(6,8))||"ff";return{r:i,g:s,b:r,a:o}}function rs(t){return Number.parseInt(t,16)}function Al({r:t,g:e,b:i,a:s}){return{r:rs(t),g:rs(e),b:rs(i),a:Number((rs(s)/255).toFixed(2))}}function Rl(t){return typeof t=="number"||typeof t=="string"&&Number.isFinite(Number(t))}function Dl(t,e){let{r:i,g:s,b:r,a:o}=t,a=Rl(e)?e:o;return`rgba(${i}, ${s}, ${r}, ${a})`}function as(t,e){let i=Sl(t),s=Cl(i),r=Al(s);return Dl(r,e)}var jl=C`
	<path
		fill-rule="evenodd"
		clip-rule="evenodd"
		fill="currentColor"
		d="M18.5 23c.88 0 1.7-.25 2.4-.69l1.4 1.4a1 1 0 0 0 1.4-1.42l-1.39-1.4A4.5 4.5 0 1 0 18.5 23Zm0-2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
	/>
	<path
		fill="currentColor"
		d="M3 3a1 1 0 0 0 0 2h18a1 1 0 1 0 0-2H3ZM2 8a1 1 0 0 1 1-1h18a1 1 0 1 1 0 2H3a1 1 0 0 1-1-1ZM3 11a1 1 0 1 0 0 2h11a1 1 0 1 0 0-2H3ZM2 16a1 1 0 0 1 1-1h8a1 1 0 1 1 0 2H3a1 1 0 0 1-1-1ZM3 19a1 1 0 1 0 0 2h8a1 1 0 1 0 0-2H3Z"
	/>
`;function As(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-label="Browse Channels"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${jl}
	</svg>`}var Il=C`
	<path
		fill="currentColor"
		d="M21.487 5.126L12.487 0.126C12.184 -0.042 11.818 -0.042 11.515 0.126L2.51498 5.126C2.19798 5.302 2.00098 5.636 2.00098 5.999C2.00098 6.693 2.11498 22.999 12.001 22.999C21.887 22.999 22.001 6.693 22.001 5.999C22.001 5.636 21.804 5.302 21.487 5.126ZM12.001 5.999C13.382 5.999 14.501 7.118 14.501 8.499C14.501 9.88 13.382 10.999 12.001 10.999C10.62 10.999 9.50098 9.88 9.50098 8.499C9.50098 7.118 10.62 5.999 12.001 5.999ZM8.25098 16C8.25098 13.699 9.69998 12.25 12.001 12.25C14.302 12.25 15.751 13.699 15.751 16H8.25098Z"
	/>
`;function Rs(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-label="Customise Community"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Il}
	</svg>`}var Vl=C`
	<path
		d="M11 3a1 1 0 1 1 2 0v2h5.75c.16 0 .3.07.4.2l2.63 3.5a.5.5 0 0 1 0 .6l-2.63 3.5a.5.5 0 0 1-.4.2H13v5h2a2 2 0 0 1 2 2v1a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-1c0-1.1.9-2 2-2h2v-5H2.8a.5.5 0 0 1-.44-.72L3.9 9.22a.5.5 0 0 0 0-.44L2.36 5.72A.5.5 0 0 1 2.81 5H11V3Z"
		fill="currentColor"
	/>
`;function Ds(t={}){return l`<svg
		${A(t)}
		class="discord-mention-icon"
		aria-label="Server Guide"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Vl}
	</svg>`}var ei=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},Me=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},D4=(()=>{let t=[U("discord-mention")],e,i=[],s,r=B,o,a=[],n=[],u,m=[],h=[],d,_=[],v=[],g,f=[],c=[];var b=class extends r{static{s=this}static{let E=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[M({type:Boolean,reflect:!0})],u=[M({reflect:!0})],d=[M({reflect:!0})],g=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],ei(this,null,o,{kind:"accessor",name:"highlight",static:!1,private:!1,access:{has:H=>"highlight"in H,get:H=>H.highlight,set:(H,I)=>{H.highlight=I}},metadata:E},a,n),ei(this,null,u,{kind:"accessor",name:"type",static:!1,private:!1,access:{has:H=>"type"in H,get:H=>H.type,set:(H,I)=>{H.type=I}},metadata:E},m,h),ei(this,null,d,{kind:"accessor",name:"color",static:!1,private:!1,access:{has:H=>"color"in H,get:H=>H.color,set:(H,I)=>{H.color=I}},metadata:E},_,v),ei(this,null,g,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:H=>"lightTheme"in H,get:H=>H.lightTheme,set:(H,I)=>{H.lightTheme=I}},metadata:E},f,c),ei(null,e={value:s},t,{kind:"class",name:s.name,metadata:E},null,i),b=s=e.value,E&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:E})}static styles=q`
		:host {
			color: #e3e7f8;
			background-color: hsla(235, 85.6%, 64.7%, 0.3);
			font-weight: 500;
			padding: 0 2px;
			border-radius: 3px;
			unicode-bidi: -moz-plaintext;
			unicode-bidi: plaintext;
			-webkit-transition:
				background-color 50ms ease-out,
				color 50ms ease-out;
			transition:
				background-color 50ms ease-out,
				color 50ms ease-out;
			cursor: pointer;
		}

		:host([type='role']) {
			background-color: rgba(#e3e7f8, 0.1);
		}

		:host([type='channel']) {
			position: relative;
		}

		:host([type='voice']),
		:host([type='locked']),
		:host([type='thread']),
		:host([type='forum']) {
			position: relative;
		}

		:host(:hover) {
			color: #fff;
			background-color: hsl(235, 85.6%, 64.7%);
		}

		:host([highlight][type='user']:hover) {
			text-decoration: underline;
			text-underline-offset: 1px;
		}

		:host([light-theme]) {
			color: #5865f2;
			background-color: hsla(235, 85.6%, 64.7%, 0.15);
		}

		:host([light-theme]:hover) {
			color: #ffffff;
			background-color: hsl(235, 85.6%, 64.7%);
		}

		.discord-mention-icon {
			width: 1rem;
			height: 1rem;
			margin-right: 4px;
			vertical-align: middle;
			margin-bottom: 0.2rem;
		}

		.no-wrap {
			white-space: nowrap;
		}
	`;#t=Me(this,a,!1);get highlight(){return this.#t}set highlight(E){this.#t=E}#e=(Me(this,n),Me(this,m,"user"));get type(){return this.#e}set type(E){this.#e=E}#i=(Me(this,h),Me(this,_,void 0));get color(){return this.#i}set color(E){this.#i=E}setHoverColor=(Me(this,v),()=>{this.color&&(this.style.backgroundColor=as(this.color,.3))});resetHoverColor=()=>{this.color&&(this.style.backgroundColor=as(this.color,.1))};#s=Me(this,f,!1);get lightTheme(){return this.#s}set lightTheme(E){this.#s=E}connectedCallback(){super.connectedCallback(),this.color&&this.type==="role"&&(this.addEventListener("mouseover",this.setHoverColor),this.addEventListener("mouseout",this.resetHoverColor))}disconnectedCallback(){this.removeEventListener("mouseover",this.setHoverColor),this.removeEventListener("mouseout",this.resetHoverColor),super.disconnectedCallback()}willUpdate(){this.color&&(this.style.color=this.color,this.type==="role"&&(this.style.backgroundColor=as(this.color,.1)))}render(){return l`<span class="no-wrap"
				>${Ua(this.type,[["channel",()=>Gt()],["user",()=>l`@`],["role",()=>l`@`],["voice",()=>Qt()],["locked",()=>Zt()],["thread",()=>Wt()],["forum",()=>Kt()],["server-guide",()=>Ds()],["channels-and-roles",()=>As()],["customize-community",()=>Rs()],["slash",()=>l`/`]])}</span
			><slot></slot>`}constructor(){super(...arguments),Me(this,c)}static{Me(s,i)}};return b=s})();var Ka=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},js=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},B4=(()=>{let t=[U("discord-quote")],e,i=[],s,r=B,o,a=[],n=[];var u=class extends r{static{s=this}static{let m=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[X({context:ie,subscribe:!0}),M({type:Boolean,reflect:!0,attribute:"light-theme"})],Ka(this,null,o,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:h=>"lightTheme"in h,get:h=>h.lightTheme,set:(h,d)=>{h.lightTheme=d}},metadata:m},a,n),Ka(null,e={value:s},t,{kind:"class",name:s.name,metadata:m},null,i),u=s=e.value,m&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:m})}static styles=q`
		:host {
			display: flex;
		}

		.discord-quote-divider {
			background-color: #4f545c;
			border-radius: 4px;
			font-size: 0.9em;
			font-style: normal;
			font-weight: 400;
			margin: 0;
			padding: 0;
			width: 4px;
		}

		:host([light-theme]) .discord-quote-divider {
			background-color: #c4c9ce;
		}

		blockquote {
			margin-block-end: unset;
			margin-block-start: unset;
			margin-inline-end: unset;
			margin-inline-start: unset;
			padding: 0 8px 0 12px;
		}
	`;#t=js(this,a,!1);get lightTheme(){return this.#t}set lightTheme(m){this.#t=m}render(){return l`
			<div class="discord-quote-divider"></div>
			<!-- display: inline -->
			<blockquote><slot></slot></blockquote>
		`}constructor(){super(...arguments),js(this,n)}static{js(s,i)}};return u=s})();var Ol=function(t,e,i,s,r,o){function a(b){if(b!==void 0&&typeof b!="function")throw new TypeError("Function expected");return b}for(var n=s.kind,u=n==="getter"?"get":n==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,h=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,_=!1,v=i.length-1;v>=0;v--){var g={};for(var f in s)g[f]=f==="access"?{}:s[f];for(var f in s.access)g.access[f]=s.access[f];g.addInitializer=function(b){if(_)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(b||null))};var c=(0,i[v])(n==="accessor"?{get:h.get,set:h.set}:h[u],g);if(n==="accessor"){if(c===void 0)continue;if(c===null||typeof c!="object")throw new TypeError("Object expected");(d=a(c.get))&&(h.get=d),(d=a(c.set))&&(h.set=d),(d=a(c.init))&&r.unshift(d)}else(d=a(c))&&(n==="field"?r.unshift(d):h[u]=d)}m&&Object.defineProperty(m,s.name,h),_=!0},Pl=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},K4=(()=>{let t=[U("discord-time")],e,i=[],s,r=B;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;Ol(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=q`
		:host {
			white-space: nowrap;
			background-color: #ffffff0f;
			border-radius: 3px;
			padding: 0 2px;
		}
	`;render(){return l`<slot></slot>`}static{Pl(s,i)}};return o=s})();Cs.elementStyles=[...Cs.elementStyles,q`
    .discord-message-timestamp {
      color: #a3a6aa;
    }
  `];function Ga(t){let e=[...t.deeds.values()].filter(s=>!s.message),i=[...t.messages.values(),...e];return i.sort((s,r)=>s.id<r.id?-1:1),l`${Ne(i,s=>s.id,s=>"said"in s?Gl(t,s):Ll(t,s))}`}function Ll(t,e){let i=(e.flags&Br)!==0,s=(e.flags&Nr)!==0,r=e.interaction_metadata;return l`<discord-message
    id=${`m${e.id}`}
    role="article"
    class=${i?"whisper":""}
    author=${t.name(e.author.id)}
    avatar=${`/avatars/${e.author.id}`}
    role-color=${t.colour(e.author.id)}
    ?bot=${e.author.bot??!1}
    .timestamp=${Za(e.timestamp)}
  >
    ${r?Wa(t,r.user.id,r.name):S}
    ${s?l`<span class="thinking">${z.thinking(t.name(e.author.id))}</span>`:l`<span class="content">${qt(t,e.content)}</span>
          ${e.edited_timestamp!==null&&e.content?l`<small class="quiet">${z.edited}</small>`:S}`}
    ${t.holds("hide_embeds")?S:e.embeds.map(o=>Nl(t,o))}
    ${e.attachments.map(Bl)}
    ${e.components.map(o=>l`<div slot="components" class="row">${o.components.map(a=>a.type===3?Ul(t,e,a):Fl(t,e,a))}</div>`)}
    ${Kl(t,e)}
    ${i?l`<div slot="reactions" class="aside">
          <span aria-hidden="true">👁</span> ${z.onlyYou} •
          <button class="link" @click=${()=>t.dismiss(e.id)}>${z.dismiss}</button>
        </div>`:S}
  </discord-message>`}function Bl(t){return t.content_type?.startsWith("image/")??!1?l`<a slot="attachments" class="picture" href=${t.url} target="_blank" title=${t.filename}
      ><img src=${t.url} alt=${t.description??t.filename}
    /></a>`:l`<a slot="attachments" class="file" href=${t.url} target="_blank">📄 ${t.filename}</a>`}function Wa(t,e,i){if(!i)return S;let s=t.commands.find(n=>n.name===i),[r,o,a]=z.used(`/${s?de(s.name,s.name_localizations):i}`);return l`<div slot="reply" class="used">
    <img src=${`/avatars/${e}`} alt="" /><b style=${et({color:t.colour(e)})}>${t.name(e)}</b> ${r}
    <span>${o}</span> ${a}
  </div>`}function Nl(t,e){let i=e.color===void 0?void 0:`#${e.color.toString(16).padStart(6,"0")}`;return l`<discord-embed slot="embeds" color=${i??S}>
    <discord-embed-description slot="description">
      ${e.title?l`<div class="title">${qt(t,e.title)}</div>`:S}
      ${e.description?l`<div class="words">${qt(t,e.description)}</div>`:S}
    </discord-embed-description>
    ${e.fields?.length?l`<discord-embed-fields slot="fields">
          ${e.fields.map(s=>l`<discord-embed-field field-title=${s.name} ?inline=${s.inline}
                >${qt(t,s.value)}</discord-embed-field
              >`)}
        </discord-embed-fields>`:S}
    ${e.footer?l`<discord-embed-footer slot="footer">${e.footer.text}</discord-embed-footer>`:S}
  </discord-embed>`}var ql=["","primary","secondary","success","danger","secondary"];function Fl(t,e,i){if(i.type!==2)return S;let s=l`${i.emoji?.name??""} ${i.label??""}`,r=`press ${ql[i.style??2]??"secondary"}`;if(i.url&&/^https?:\/\//i.test(i.url))return l`<a class=${r} href=${i.url} target="_blank" rel="noopener noreferrer"
      >${s} <span aria-hidden="true">↗</span></a
    >`;let o=i.custom_id??"",a=[...t.deeds.values()].some(u=>u.message===e.id&&u.name===o&&u.state==="waiting"),n=()=>a||t.attempt(t.line.ask({do:"press",message:e.id,button:o}));return l`<button class=${r} ?disabled=${i.disabled??!1} aria-disabled=${a} @click=${n}>
    ${s}
  </button>`}function Ul(t,e,i){let s=i.custom_id??"",r=o=>{let a=o.target,n=a.value;a.value="",n&&t.attempt(t.line.ask({do:"choose",message:e.id,menu:s,values:[n]}))};return l`<select class="menu-of-message" aria-label=${i.placeholder??""} data-menu=${s} @change=${r}>
    <option value="" selected disabled hidden>${i.placeholder??""}</option>
    ${(i.options??[]).map(o=>l`<option value=${o.value}>${o.label}${o.description?` \u2013 ${o.description}`:""}</option>`)}
  </select>`}function Kl(t,e){return[...t.deeds.values()].some(s=>s.message===e.id&&s.state==="failed")?l`<div slot="components" class="failed" role="alert">${z.failed}</div>`:S}function Gl(t,e){let i=t.hello?.me??"",s=t.hello?.bot,r=e.said.split(" ")[0]?.slice(1)??"";return l`<discord-message
    role="article"
    class="whisper"
    author=${s?.name??""}
    avatar=${`/avatars/${s?.id??""}`}
    bot
    .timestamp=${Za(Wl(e.id))}
  >
    ${Wa(t,i,r)}
    ${e.state==="waiting"?l`<span class="thinking">${z.sending}</span>`:l`<span class="failed" role="alert">${z.noResponse}</span>
          <div slot="reactions" class="aside">
            <span aria-hidden="true">👁</span> ${z.onlyYou} •
            <button class="link" @click=${()=>t.dismiss(e.id)}>${z.dismiss}</button>
          </div>`}
  </discord-message>`}function Wl(t){return Number(BigInt(t)>>22n)+14200704e5}function Za(t){let e=new Date(t),i=e.toLocaleTimeString(Qe,{timeStyle:"short"});return e.toDateString()===new Date().toDateString()?z.today(i):`${e.toLocaleDateString(Qe)} ${i}`}var Zl=[{until:"join",say:z.toJoin,online:!0},{until:"guest",say:z.toGuest,who:"gus",online:!0},{until:"stop",say:z.toStop,who:"oscar",online:!0},{until:"break",say:z.toBreak,online:!1},{until:"end",say:z.toFinish,online:!1}];function Qa(t,e){let i=Zl.filter(({until:d})=>!t.tried.has(d));if(i[0]?.online&&![...t.messages.values()].some(Ql))return S;let s=t.servers.some(({state:d})=>d==="runs"),r=i.find(({online:d})=>s||!d);if(!r||t.tried.has("end"))return S;let o=t.hello?.members.find(d=>d.name===r.who),a=o!==void 0&&o.id===t.hello?.me,[n,u,m]=a?z.nowStop:r.say,h;return o&&!a&&(h=()=>t.sit({member:o.id})),r.until==="break"&&(h=e),l`<aside class="tour">
    <span
      ><b>${z.next}:</b> ${n}${h?l`<button class="link" @click=${h}>${u}</button>`:l`<b>${u}</b>`}${m}</span
    >
    <button class="close" aria-label=${z.endTour} title=${z.endTour} @click=${()=>t.note("end")}>✕</button>
  </aside>`}function Ql(t){return t.components.some(e=>e.components.some(i=>i.url!==void 0))}var te=new ki(it),ii=new Hi(te,()=>Is=!0),os=new Ti(te),to=new Si(te),io=new Ei(te),Ja=!1,xe=!1,ti=!1,Is=!0;function Jl(){let{hello:t}=te;if(!t)return l`<p class="waiting" role="status">${z.waiting}</p>`;let e=t.channels.find(i=>i.id===t.channel)?.name??"";return l`
    <nav class=${xe?"open":""} aria-label=${z.channels} @keydown=${Xl}>
      <h1>${t.guild.name}</h1>
      ${t.channels.map(i=>l`<button
            class="channel"
            aria-current=${i.id===t.channel?"page":"false"}
            @click=${()=>{xe=!1,te.sit({channel:i.id})}}
          >
            <span aria-hidden="true">#</span> ${i.name}
          </button>`)}
      <h2>${z.members}</h2>
      <div class="person">
        <img src=${`/avatars/${t.bot.id}`} alt="" /><span
          ><b>${t.bot.name}</b> <small class="app">${z.app}</small><br /><small
            >${te.online?te.activity??z.online:z.offline}</small
          ></span
        >
      </div>
      ${Ne(t.members,i=>i.id,i=>l`<button
            class="person"
            aria-pressed=${i.id===t.me}
            title=${z.speakAs(i.name)}
            @click=${()=>Ya(i.id)}
          >
            <img src=${`/avatars/${i.id}`} alt="" /><span
              ><b>${i.name}</b><br /><small>${te.roles(i.id).join(", ")||z.noRole}</small></span
            >
          </button>`)}
      <p class="quiet">${z.rolesDecide}</p>
      <label class="language quiet"
        >${z.language}
        <select id="language" @change=${i=>Pr(i.target.value)}>
          ${Or.map(([i,s])=>l`<option value=${i} lang=${i} ?selected=${i===ye}>${s}</option>`)}
        </select></label
      >
    </nav>
    <main>
      <header>
        <button
          class="icon menu"
          aria-label=${z.menu}
          aria-expanded=${xe}
          @click=${()=>{xe=!xe,it()}}
        >
          ☰
        </button>
        <b># ${e}</b>
        <span class="quiet topic">${z.topic}</span>
        <label class="speaker">
          <span>${z.speakingAs}</span>
          <select id="speaker" aria-label=${z.speakingAs} @change=${i=>Ya(i.target.value)}>
            ${t.members.map(i=>l`<option value=${i.id} ?selected=${i.id===t.me}>
                  ${i.name} – ${te.roles(i.id).join(", ")||z.noRole}
                </option>`)}
          </select>
        </label>
        <button class="icon" id="backstage" aria-expanded=${os.open} @click=${os.toggle}>
          🔧 <span>${z.backstage}</span>
        </button>
      </header>
      ${te.connected?S:l`<p class="lost" role="status">${z.lost}</p>`}
      <div class="scroll" tabindex="0" @scroll=${eh} @click=${so}>
        <div class="log" role="log" aria-label=${z.messagesIn(e)}>
          ${te.messages.size?S:Yl()} ${Ga(te)}
        </div>
      </div>
      ${Qa(te,os.toggle)} ${ii.view()}
    </main>
    ${os.view()} ${to.view()} ${io.view()}
    ${ti?l`<div class="drop" aria-hidden="true">📦<br />${z.dropHere}</div>`:S}
  `}function Yl(){return l`<div class="welcome">
    <img src="/icon.svg" alt="" width="68" height="68" />
    <h2>${z.welcome}</h2>
    <p>${z.whatItIs}</p>
    <p>${z.whatThisIs}</p>
    <p><button class="press primary" id="use-sample" @click=${()=>ii.sample()}>▶ ${z.deploySample}</button></p>
    <p class="quiet">${z.orDrop} <a href="/sample-pack.zip" download>${z.sampleFile}</a></p>
  </div>`}function Ya(t){xe=!1,te.sit({member:t})}function so(){xe&&(xe=!1,it())}function Xl(t){t.key!=="Escape"||!xe||(so(),document.querySelector(".menu")?.focus())}function eh(t){let e=t.target;Is=e.scrollHeight-e.scrollTop-e.clientHeight<40}function it(){fi(Jl(),document.body),io.drawn(),!Ja&&te.hello&&(Ja=!0,matchMedia("(hover: hover)").matches&&ii.focus());let t=document.querySelector(".log");t&&t!==Xa&&(Xa=t,eo.disconnect(),eo.observe(t))}var Xa,eo=new ResizeObserver(()=>{let t=document.querySelector(".scroll");Is&&t&&(t.scrollTop=t.scrollHeight)});document.documentElement.lang=ye;document.addEventListener("click",to.clicked);document.addEventListener("dragover",t=>{t.preventDefault(),!ti&&t.dataTransfer?.types.includes("Files")&&(ti=!0,it())});document.addEventListener("dragleave",t=>{t.relatedTarget===null&&(ti=!1,it())});document.addEventListener("drop",t=>{t.preventDefault(),ti=!1,t.dataTransfer?.files.length&&ii.drop(t.dataTransfer.files),it()});document.addEventListener("keydown",t=>{let e=t.target instanceof HTMLInputElement||t.target instanceof HTMLSelectElement;t.key!=="/"||e||document.querySelector("dialog[open]")||(t.preventDefault(),ii.slash())});setInterval(()=>te.changed(),1e3);it();te.line.open();
