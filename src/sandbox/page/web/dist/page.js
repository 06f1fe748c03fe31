var Ya=Object.create;var _r=Object.defineProperty;var Ja=Object.getOwnPropertyDescriptor;var eo=Object.getOwnPropertyNames;var to=Object.getPrototypeOf,io=Object.prototype.hasOwnProperty;var te=(t,e)=>()=>{try{return e||t((e={exports:{}}).exports,e),e.exports}catch(i){throw e=0,i}};var so=(t,e,i,s)=>{if(e&&typeof e=="object"||typeof e=="function")for(let r of eo(e))!io.call(t,r)&&r!==i&&_r(t,r,{get:()=>e[r],enumerable:!(s=Ja(e,r))||s.enumerable});return t};var ro=(t,e,i)=>(i=t!=null?Ya(to(t)):{},so(e||!t||!t.__esModule?_r(i,"default",{value:t,enumerable:!0}):i,t));var ae=te(hr=>{"use strict";Object.defineProperty(hr,"__esModule",{value:!0});var Ad=/\r\n?/g,Sd=/\t/g,Rd=/\f/g,ra=function(t){return t.replace(Ad,`
`).replace(Rd,"").replace(Sd,"    ")},aa=function(t,e){var i=t||{};if(e!=null)for(var s in e)Object.prototype.hasOwnProperty.call(e,s)&&(i[s]=e[s]);return i},oa=function(t,e){var i=Object.keys(t).filter(function(a){var l=t[a];if(l==null||l.match==null)return!1;var f=l.order;return(typeof f!="number"||!isFinite(f))&&typeof console<"u"&&console.warn("simple-markdown: Invalid order for rule `"+a+"`: "+String(f)),!0});i.sort(function(a,l){var f=t[a],m=t[l],c=f.order,d=m.order;if(c!==d)return c-d;var b=f.quality?0:1,p=m.quality?0:1;return b!==p?b-p:a<l?-1:a>l?1:0});var s,r=function(a,l){var f=[];for(l=l||s,s=l;a;){var m=null,c=null,d=null,b=NaN,p=0,v=i[0],u=t[v];do{var h=u.order,_=l.prevCapture==null?"":l.prevCapture[0],R=u.match(a,l,_);if(R){var T=u.quality?u.quality(R,l,_):0;T<=b||(m=v,c=u,d=R,b=T)}p++,v=i[p],u=t[v]}while(u&&(!d||u.order===h&&u.quality));if(c==null||d==null)throw new Error("Could not find a matching rule for the below content. The rule with highest `order` should always match content provided to it. Check the definition of `match` for '"+i[i.length-1]+`'. It seems to not match the following source:
`+a);if(d.index)throw new Error("`match` must return a capture starting at index 0 (the current parse index). Did you forget a ^ at the start of the RegExp?");var P=c.parse(d,r,l);if(Array.isArray(P))Array.prototype.push.apply(f,P);else{if(P==null||typeof P!="object")throw new Error(`parse() function returned invalid parse result: '${P}'`);P.type==null&&(P.type=m),f.push(P)}l.prevCapture=d,a=a.substring(l.prevCapture[0].length)}return f},o=function(a,l){return s=aa(l,e),!s.inline&&!s.disableAutoBlockNewlines&&(a=a+`

`),s.prevCapture=null,r(ra(a),s)};return o},Re=function(t){var e=function(i,s,r){return s.inline?t.exec(i):null};return e.regex=t,e},Ve=function(t){var e=function(i,s){return s.inline?null:t.exec(i)};return e.regex=t,e},nr=function(t){var e=function(i,s){return t.exec(i)};return e.regex=t,e},tp=typeof Symbol=="function"&&Symbol.for&&Symbol.for("react.element")||60103,oe=function(t,e,i,s){i=i||{},s=typeof s<"u"?s:!0;var r="";for(var o in i){var a=i[o];Object.prototype.hasOwnProperty.call(i,o)&&a&&(r+=" "+Dt(o)+'="'+Dt(a)+'"')}var l="<"+t+r+">";return s?l+e+"</"+t+">":l},lr=function(t){if(t==null)return null;try{var e=new URL(t,"https://localhost").protocol;if(e.indexOf("javascript:")===0||e.indexOf("vbscript:")===0||e.indexOf("data:")===0)return null}catch{return null}return t},Id=/[<>&"']/g,jd={"<":"&lt;",">":"&gt;","&":"&amp;",'"':"&quot;","'":"&#x27;","/":"&#x2F;","`":"&#96;"},Dt=function(t){return String(t).replace(Id,function(e){return jd[e]})},Dd=/\\([^0-9A-Za-z\s])/g,cr=function(t){return t.replace(Dd,"$1")},Cs=function(t,e,i){var s=i.inline||!1;i.inline=!0;var r=t(e,i);return i.inline=s,r},Vd=function(t,e,i){var s=i.inline||!1;i.inline=!1;var r=t(e+`

`,i);return i.inline=s,r},ks=function(t,e,i){return{content:Cs(e,t[1],i)}},dr=function(){return{}},Es="(?:[*+-]|\\d+\\.)",da="( *)("+Es+") +",Jr=new RegExp("^"+da),Od=new RegExp(da+"[^\\n]*(?:\\n(?!\\1"+Es+` )[^\\n]*)*(
|$)`,"gm"),na=/\n{2,}$/,Bd=/^ (?= *`)|(` *) $/g,Pd=na,ea=/ *\n+$/,Ld=new RegExp("^( *)("+Es+`) [\\s\\S]+?(?:
{2,}(?! )(?!\\1`+Es+` )\\n*|\\s*
*$)`),Nd=/(?:^|\n)( *)$/,Hs=(function(){var t=/^ *\| *| *\| *$/g,e=/ *$/,i=/^ *-+: *$/,s=/^ *:-+: *$/,r=/^ *:-+ *$/,o=function(c){return i.test(c)?"right":s.test(c)?"center":r.test(c)?"left":null},a=function(c,d,b,p){p&&(c=c.replace(t,""));var v=c.trim().split("|");return v.map(o)},l=function(c,d,b,p){var v=b.inTable;b.inTable=!0;var u=d(c.trim(),b);b.inTable=v;var h=[[]];return u.forEach(function(_,R){_.type==="tableSeparator"?(!p||R!==0&&R!==u.length-1)&&h.push([]):(_.type==="text"&&(u[R+1]==null||u[R+1].type==="tableSeparator")&&(_.content=_.content.replace(e,"")),h[h.length-1].push(_))}),h},f=function(c,d,b,p){var v=c.trim().split(`
`);return v.map(function(u){return l(u,d,b,p)})},m=function(c){return function(d,b,p){p.inline=!0;var v=l(d[1],b,p,c),u=a(d[2],b,p,c),h=f(d[3],b,p,c);return p.inline=!1,{type:"table",header:v,align:u,cells:h}}};return{parseTable:m(!0),parseNpTable:m(!1),TABLE_REGEX:/^ *(\|.+)\n *\|( *[-:]+[-| :]*)\n((?: *\|.*(?:\n|$))*)\n*/,NPTABLE_REGEX:/^ *(\S.*\|.*)\n *([-:]+ *\|[-| :]*)\n((?:.*\|.*(?:\n|$))*)\n*/}})(),Ts="(?:\\[[^\\]]*\\]|[^\\[\\]]|\\](?=[^\\[]*\\]))*",ta=`\\s*<?((?:\\([^)]*\\)|[^\\s\\\\]|\\\\.)*?)>?(?:\\s+['"]([\\s\\S]*?)['"])?\\s*`,Ud=/mailto:/i,ia=function(t,e,i){var s=(t[2]||t[1]).replace(/\s+/g," ").toLowerCase();if(e._defs&&e._defs[s]){var r=e._defs[s];i.target=r.target,i.title=r.title}return e._refs=e._refs||{},e._refs[s]=e._refs[s]||[],e._refs[s].push(i),i},ee=0,As={Array:{html:function(t,e,i){for(var s="",r=0;r<t.length;r++){var o=t[r];if(o.type==="text")for(o={type:"text",content:o.content};r+1<t.length&&t[r+1].type==="text";r++)o.content+=t[r+1].content;s+=e(o,i)}return s}},heading:{order:ee++,match:Ve(/^ *(#{1,6})([^\n]+?)#* *(?:\n *)+\n/),parse:function(t,e,i){return{level:t[1].length,content:Cs(e,t[2].trim(),i)}},html:function(t,e,i){return oe("h"+t.level,e(t.content,i))}},nptable:{order:ee++,match:Ve(Hs.NPTABLE_REGEX),parse:Hs.parseNpTable,html:null},lheading:{order:ee++,match:Ve(/^([^\n]+)\n *(=|-){3,} *(?:\n *)+\n/),parse:function(t,e,i){return{type:"heading",level:t[2]==="="?1:2,content:Cs(e,t[1],i)}},html:null},hr:{order:ee++,match:Ve(/^( *[-*_]){3,} *(?:\n *)+\n/),parse:dr,html:function(t,e,i){return'<hr aria-hidden="true">'}},codeBlock:{order:ee++,match:Ve(/^(?:    [^\n]+\n*)+(?:\n *)+\n/),parse:function(t,e,i){var s=t[0].replace(/^    /gm,"").replace(/\n+$/,"");return{lang:void 0,content:s}},html:function(t,e,i){var s=t.lang?"markdown-code-"+t.lang:void 0,r=oe("code",Dt(t.content),{class:s});return oe("pre",r)}},fence:{order:ee++,match:Ve(/^ *(`{3,}|~{3,}) *(?:(\S+) *)?\n([\s\S]+?)\n?\1 *(?:\n *)+\n/),parse:function(t,e,i){return{type:"codeBlock",lang:t[2]||void 0,content:t[3]}},html:null},blockQuote:{order:ee++,match:Ve(/^( *>[^\n]+(\n[^\n]+)*\n*)+\n{2,}/),parse:function(t,e,i){var s=t[0].replace(/^ *> ?/gm,"");return{content:e(s,i)}},html:function(t,e,i){return oe("blockquote",e(t.content,i))}},list:{order:ee++,match:function(t,e){var i=e.prevCapture==null?"":e.prevCapture[0],s=Nd.exec(i),r=e._list||!e.inline;return s&&r?(t=s[1]+t,Ld.exec(t)):null},parse:function(t,e,i){var s=t[2],r=s.length>1,o=r?+s:void 0,a=t[0].replace(Pd,`
`).match(Od),l=!1,f=a.map(function(m,c){var d=Jr.exec(m),b=d?d[0].length:0,p=new RegExp("^ {1,"+b+"}","gm"),v=m.replace(p,"").replace(Jr,""),u=c===a.length-1,h=v.indexOf(`

`)!==-1,_=h||u&&l;l=_;var R=i.inline,T=i._list;i._list=!0;var P;_?(i.inline=!1,P=v.replace(ea,`

`)):(i.inline=!0,P=v.replace(ea,""));var w=e(P,i);return i.inline=R,i._list=T,w});return{ordered:r,start:o,items:f}},html:function(t,e,i){var s=t.items.map(function(a){return oe("li",e(a,i))}).join(""),r=t.ordered?"ol":"ul",o={start:t.start};return oe(r,s,o)}},def:{order:ee++,match:Ve(/^ *\[([^\]]+)\]: *<?([^\s>]*)>?(?: +["(]([^\n]+)[")])? *\n(?: *\n)*/),parse:function(t,e,i){var s=t[1].replace(/\s+/g," ").toLowerCase(),r=t[2],o=t[3];return i._refs&&i._refs[s]&&i._refs[s].forEach(function(a){a.target=r,a.title=o}),i._defs=i._defs||{},i._defs[s]={target:r,title:o},{def:s,target:r,title:o}},html:function(){return""}},table:{order:ee++,match:Ve(Hs.TABLE_REGEX),parse:Hs.parseTable,html:function(t,e,i){var s=function(f){return t.align[f]==null?"":"text-align:"+t.align[f]+";"},r=t.header.map(function(f,m){return oe("th",e(f,i),{style:s(m),scope:"col"})}).join(""),o=t.cells.map(function(f){var m=f.map(function(c,d){return oe("td",e(c,i),{style:s(d)})}).join("");return oe("tr",m)}).join(""),a=oe("thead",oe("tr",r)),l=oe("tbody",o);return oe("table",a+l)}},newline:{order:ee++,match:Ve(/^(?:\n *)*\n/),parse:dr,html:function(t,e,i){return`
`}},paragraph:{order:ee++,match:Ve(/^((?:[^\n]|\n(?! *\n))+)(?:\n *)+\n/),parse:ks,html:function(t,e,i){var s={class:"paragraph"};return oe("div",e(t.content,i),s)}},escape:{order:ee++,match:Re(/^\\([^0-9A-Za-z\s])/),parse:function(t,e,i){return{type:"text",content:t[1]}},html:null},tableSeparator:{order:ee++,match:function(t,e){return e.inTable?/^ *\| */.exec(t):null},parse:function(){return{type:"tableSeparator"}},html:function(){return" &vert; "}},autolink:{order:ee++,match:Re(/^<([^: >]+:\/[^ >]+)>/),parse:function(t,e,i){return{type:"link",content:[{type:"text",content:t[1]}],target:t[1]}},html:null},mailto:{order:ee++,match:Re(/^<([^ >]+@[^ >]+)>/),parse:function(t,e,i){var s=t[1],r=t[1];return Ud.test(r)||(r="mailto:"+r),{type:"link",content:[{type:"text",content:s}],target:r}},html:null},url:{order:ee++,match:Re(/^(https?:\/\/[^\s<]+[^<.,:;"')\]\s])/),parse:function(t,e,i){return{type:"link",content:[{type:"text",content:t[1]}],target:t[1],title:void 0}},html:null},link:{order:ee++,match:Re(new RegExp("^\\[("+Ts+")\\]\\("+ta+"\\)")),parse:function(t,e,i){var s={content:e(t[1],i),target:cr(t[2]),title:t[3]};return s},html:function(t,e,i){var s={href:lr(t.target),title:t.title};return oe("a",e(t.content,i),s)}},image:{order:ee++,match:Re(new RegExp("^!\\[("+Ts+")\\]\\("+ta+"\\)")),parse:function(t,e,i){var s={alt:t[1],target:cr(t[2]),title:t[3]};return s},html:function(t,e,i){var s={src:lr(t.target),alt:t.alt,title:t.title};return oe("img","",s,!1)}},reflink:{order:ee++,match:Re(new RegExp("^\\[("+Ts+")\\]\\s*\\[([^\\]]*)\\]")),parse:function(t,e,i){return ia(t,i,{type:"link",content:e(t[1],i)})},html:null},refimage:{order:ee++,match:Re(new RegExp("^!\\[("+Ts+")\\]\\s*\\[([^\\]]*)\\]")),parse:function(t,e,i){return ia(t,i,{type:"image",alt:t[1]})},html:null},em:{order:ee,match:Re(new RegExp("^\\b_((?:__|\\\\[\\s\\S]|[^\\\\_])+?)_\\b|^\\*(?=\\S)((?:\\*\\*|\\\\[\\s\\S]|\\s+(?:\\\\[\\s\\S]|[^\\s\\*\\\\]|\\*\\*)|[^\\s\\*\\\\])+?)\\*(?!\\*)")),quality:function(t){return t[0].length+.2},parse:function(t,e,i){return{content:e(t[2]||t[1],i)}},html:function(t,e,i){return oe("em",e(t.content,i))}},strong:{order:ee,match:Re(/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/),quality:function(t){return t[0].length+.1},parse:ks,html:function(t,e,i){return oe("strong",e(t.content,i))}},u:{order:ee++,match:Re(/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/),quality:function(t){return t[0].length},parse:ks,html:function(t,e,i){return oe("u",e(t.content,i))}},del:{order:ee++,match:Re(/^~~(?=\S)((?:\\[\s\S]|~(?!~)|[^\s~\\]|\s(?!~~))+?)~~/),parse:ks,html:function(t,e,i){return oe("del",e(t.content,i))}},inlineCode:{order:ee++,match:Re(/^(`+)([\s\S]*?[^`])\1(?!`)/),parse:function(t,e,i){return{content:t[2].replace(Bd,"$1")}},html:function(t,e,i){return oe("code",Dt(t.content))}},br:{order:ee++,match:nr(/^ {2,}\n/),parse:dr,html:function(t,e,i){return"<br>"}},text:{order:ee++,match:nr(/^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n\n| {2,}\n|\w+:\S|$)/),parse:function(t,e,i){return{content:t[0]}},html:function(t,e,i){return Dt(t.content)}}},qd=function(t,e){!e&&typeof console<"u"&&console.warn("simple-markdown ruleOutput should take 'react' or 'html' as the second argument.");var i=function(s,r,o){return t[s.type][e](s,r,o)};return i},Fd=function(t){var e=function(i,s){return s=s||{},Array.isArray(i)?i.map(function(r){return e(r,s)}).join(""):t(i,e,s)};return e},la=function(t,e,i={}){if(!e)throw new Error("simple-markdown: outputFor: `property` must be defined. if you just upgraded, you probably need to replace `outputFor` with `reactFor`");var s,r=t.Array||As.Array,o=r[e];if(!o)throw new Error("simple-markdown: outputFor: to join nodes of type `"+e+"` you must provide an `Array:` joiner rule with that type, Please see the docs for details on specifying an Array rule.");var a=o,l=function(m,c){return c=c||s,s=c,Array.isArray(m)?a(m,l,c):t[m.type][e](m,l,c)},f=function(m,c){return s=aa(c,i),l(m,s)};return f},Ss=oa(As),ca=function(t,e){return e=e||{},e.inline=!1,Ss(t,e)},Zd=function(t,e){return e=e||{},e.inline=!0,Ss(t,e)},sa=function(t,e){var i=na.test(t);return e=e||{},e.inline=!i,Ss(t,e)},ha=la(As,"html"),Wd=function(t,e){return ha(ca(t,e),e)},Gd={defaultRules:As,parserFor:oa,outputFor:la,inlineRegex:Re,blockRegex:Ve,anyScopeRegex:nr,parseInline:Cs,parseBlock:Vd,markdownToHtml:Wd,defaultBlockParse:ca,defaultInlineParse:Zd,defaultImplicitParse:sa,defaultHtmlOutput:ha,preprocess:ra,sanitizeText:Dt,sanitizeUrl:lr,unescapeUrl:cr,htmlTag:oe,defaultRawParse:Ss,ruleOutput:qd,htmlFor:Fd,defaultParse:function(...t){return typeof console<"u"&&console.warn("defaultParse is deprecated, please use `defaultImplicitParse`"),sa.apply(null,t)},defaultOutput:function(...t){return typeof console<"u"&&console.warn("defaultOutput is deprecated, please use `defaultReactOutput`"),defaultReactOutput.apply(null,t)}};hr.default=Gd});var fe=te(Q=>{"use strict";Object.defineProperty(Q,"__esModule",{value:!0});Q.GuildNavigationRegex=Q.SlashCommandRegex=Q.SubtextRegex=Q.HeadingRegex=Q.TimestampRegex=Q.TextRegex=Q.StrikeThroughRegex=Q.SpoilerRegex=Q.EmoticonRegex=Q.CodeBlockRegex=Q.BlockQuoteRegex=Q.HereRegex=Q.EveryoneRegex=Q.UserMentionRegex=Q.RoleMentionRegex=Q.EmojiRegex=Q.ChannelMentionRegex=void 0;Q.ChannelMentionRegex=/^<#(\d{17,20})>/;Q.EmojiRegex=/^<(a)?:(\w{2,32}):(\d{17,21})>/;Q.RoleMentionRegex=/^<@&(\d{17,20})>/;Q.UserMentionRegex=/^<@!?(\d{17,20})>/;Q.EveryoneRegex=/^@everyone/;Q.HereRegex=/^@here/;Q.BlockQuoteRegex=/^( *>>> ([\s\S]*))|^( *> [^\n]*(\n *> [^\n]*)*\n?)/;Q.CodeBlockRegex=/^```(([a-z0-9_+\-.#]+?)\n+)?\n*([^]+?)\n*```/i;Q.EmoticonRegex=/^(¯\\_\(ツ\)_\/¯)/;Q.SpoilerRegex=/^\|\|([\s\S]+?)\|\|/;Q.StrikeThroughRegex=/^~~([\s\S]+?)~~(?!_)/;Q.TextRegex=/^[\s\S]+?(?=[^0-9A-Za-z\s]|\n\n|\n|\w+:\S|$)/;Q.TimestampRegex=/^<t:(-?\d+)(?::(R|t|T|d|D|f|F))?>/;Q.HeadingRegex=/^(#{1,3}) +([^\n]+?)(\n|$)/;Q.SubtextRegex=/^-# +([^\n]+?)(\n|$)/;Q.SlashCommandRegex=/^<\/([-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}(?: [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}){0,2})?:(\d{17,21})>/u;Q.GuildNavigationRegex=/^<(\d{17,20}):(?:(customize|browse|guide)|(linked-roles)(:\d{17,20})?)>/});var ua=te(Vt=>{"use strict";var Kd=Vt&&Vt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Vt,"__esModule",{value:!0});Vt.guildNavigation=void 0;var Qd=Kd(ae()),Xd=fe();Vt.guildNavigation={order:Qd.default.defaultRules.strong.order,match:t=>Xd.GuildNavigationRegex.exec(t),parse:function(t){var e,i,s;let r=(e=t[2])!==null&&e!==void 0?e:t[3];if(r==="linked-roles"){let o=(s=(i=t[4])===null||i===void 0?void 0:i.slice(1))!==null&&s!==void 0?s:null;return{id:t[1],navigation:r,roleId:o}}else return{id:t[1],navigation:r}}}});var fa=te(Ot=>{"use strict";var Yd=Ot&&Ot.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Ot,"__esModule",{value:!0});Ot.slashCommand=void 0;var Jd=Yd(ae()),en=fe();Ot.slashCommand={order:Jd.default.defaultRules.strong.order,match:t=>en.SlashCommandRegex.exec(t),parse:function(t){let e=t[1].split(" "),i={fullName:t[1],name:e[0],subcommand:null,subcommandGroup:null,id:t[2]};return e.length==2&&(i.subcommand=e[1]),e.length===3&&(i.subcommandGroup=e[1],i.subcommand=e[2]),i}}});var ma=te(Bt=>{"use strict";var tn=Bt&&Bt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Bt,"__esModule",{value:!0});Bt.everyone=void 0;var sn=tn(ae()),rn=fe();Bt.everyone={order:sn.default.defaultRules.strong.order,match:t=>rn.EveryoneRegex.exec(t),parse:function(){return{}}}});var pa=te(Rs=>{"use strict";Object.defineProperty(Rs,"__esModule",{value:!0});Rs.TwemojiRegex=void 0;Rs.TwemojiRegex=/^((?:\ud83d\udc68\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc68\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc68\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc68\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc68\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffc-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb\udffd-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb\udffc\udffe\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb-\udffd\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc68\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83d\udc69\ud83c[\udffb-\udfff]|\ud83d\udc69\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc68\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83d\udc69\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83d\udc69\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udffb\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffb\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffc-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffc\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb\udffd-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffd\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udffe\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb-\udffd\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\u2764\ufe0f\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udfff\u200d\ud83d\udc30\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83e\uddd1\ud83c\udfff\u200d\ud83e\udd1d\u200d\ud83e\uddd1\ud83c[\udffb-\udfff]|\ud83e\uddd1\ud83c\udfff\u200d\ud83e\udeef\u200d\ud83e\uddd1\ud83c[\udffb-\udffe]|\ud83d\udc68\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d\udc68|\ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d\udc8b\u200d\ud83d[\udc68\udc69]|\ud83e\udef1\ud83c\udffb\u200d\ud83e\udef2\ud83c[\udffc-\udfff]|\ud83e\udef1\ud83c\udffc\u200d\ud83e\udef2\ud83c[\udffb\udffd-\udfff]|\ud83e\udef1\ud83c\udffd\u200d\ud83e\udef2\ud83c[\udffb\udffc\udffe\udfff]|\ud83e\udef1\ud83c\udffe\u200d\ud83e\udef2\ud83c[\udffb-\udffd\udfff]|\ud83e\udef1\ud83c\udfff\u200d\ud83e\udef2\ud83c[\udffb-\udffe]|\ud83d\udc68\u200d\u2764\ufe0f\u200d\ud83d\udc68|\ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d[\udc68\udc69]|\ud83e\uddd1\u200d\ud83e\udd1d\u200d\ud83e\uddd1|\ud83d\udc6f\ud83c\udffb\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffb\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffc\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffc\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffd\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffd\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udffe\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udffe\u200d\u2642\ufe0f|\ud83d\udc6f\ud83c\udfff\u200d\u2640\ufe0f|\ud83d\udc6f\ud83c\udfff\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffb\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffb\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffc\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffc\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffd\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffd\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udffe\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udffe\u200d\u2642\ufe0f|\ud83e\udd3c\ud83c\udfff\u200d\u2640\ufe0f|\ud83e\udd3c\ud83c\udfff\u200d\u2642\ufe0f|\ud83d\udc6f\u200d\u2640\ufe0f|\ud83d\udc6f\u200d\u2642\ufe0f|\ud83e\udd3c\u200d\u2640\ufe0f|\ud83e\udd3c\u200d\u2642\ufe0f|\ud83d\udc6b\ud83c[\udffb-\udfff]|\ud83d\udc6c\ud83c[\udffb-\udfff]|\ud83d\udc6d\ud83c[\udffb-\udfff]|\ud83d\udc6f\ud83c[\udffb-\udfff]|\ud83d\udc8f\ud83c[\udffb-\udfff]|\ud83d\udc91\ud83c[\udffb-\udfff]|\ud83e\udd1d\ud83c[\udffb-\udfff]|\ud83e\udd3c\ud83c[\udffb-\udfff]|\ud83d[\udc6b-\udc6d\udc6f\udc8f\udc91]|\ud83e[\udd1d\udd3c])|(?:\ud83d[\udc68\udc69]|\ud83e\uddd1)(?:\ud83c[\udffb-\udfff])?\u200d(?:\u2695\ufe0f|\u2696\ufe0f|\u2708\ufe0f|\ud83c[\udf3e\udf73\udf7c\udf84\udf93\udfa4\udfa8\udfeb\udfed]|\ud83d[\udcbb\udcbc\udd27\udd2c\ude80\ude92]|\ud83e[\uddaf-\uddb3\uddbc\uddbd\ude70])(?:\u200d\u27a1\ufe0f)?|(?:\ud83c[\udfcb\udfcc]|\ud83d[\udd74\udd75]|\u26f9)((?:\ud83c[\udffb-\udfff]|\ufe0f)\u200d[\u2640\u2642]\ufe0f(?:\u200d\u27a1\ufe0f)?)|(?:\ud83c[\udfc3\udfc4\udfca]|\ud83d[\udc6e\udc70\udc71\udc73\udc77\udc81\udc82\udc86\udc87\ude45-\ude47\ude4b\ude4d\ude4e\udea3\udeb4-\udeb6]|\ud83e[\udd26\udd35\udd37-\udd39\udd3d\udd3e\uddb8\uddb9\uddcd-\uddcf\uddd4\uddd6-\udddd])(?:\ud83c[\udffb-\udfff])?\u200d[\u2640\u2642]\ufe0f(?:\u200d\u27a1\ufe0f)?|(?:\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83e\uddd1\u200d\ud83e\uddd1\u200d\ud83e\uddd2\u200d\ud83e\uddd2|\ud83d\udc68\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc68\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc68\u200d\ud83d[\udc66\udc67]|\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc66\u200d\ud83d\udc66|\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83e\uddd1\u200d\ud83e\uddd1\u200d\ud83e\uddd2|\ud83e\uddd1\u200d\ud83e\uddd2\u200d\ud83e\uddd2|\ud83c\udff3\ufe0f\u200d\u26a7\ufe0f|\ud83c\udff3\ufe0f\u200d\ud83c\udf08|\ud83d\ude36\u200d\ud83c\udf2b\ufe0f|\u26d3\ufe0f\u200d\ud83d\udca5|\u2764\ufe0f\u200d\ud83d\udd25|\u2764\ufe0f\u200d\ud83e\ude79|\ud83c\udf44\u200d\ud83d\udfeb|\ud83c\udf4b\u200d\ud83d\udfe9|\ud83c\udff4\u200d\u2620\ufe0f|\ud83d\udc15\u200d\ud83e\uddba|\ud83d\udc26\u200d\ud83d\udd25|\ud83d\udc3b\u200d\u2744\ufe0f|\ud83d\udc41\u200d\ud83d\udde8|\ud83d\udc68\u200d\ud83d[\udc66\udc67]|\ud83d\udc69\u200d\ud83d[\udc66\udc67]|\ud83d\ude2e\u200d\ud83d\udca8|\ud83d\ude35\u200d\ud83d\udcab|\ud83d\ude42\u200d\u2194\ufe0f|\ud83d\ude42\u200d\u2195\ufe0f|\ud83e\uddd1\u200d\ud83e\uddd2|\ud83e\uddde\u200d\u2640\ufe0f|\ud83e\uddde\u200d\u2642\ufe0f|\ud83e\udddf\u200d\u2640\ufe0f|\ud83e\udddf\u200d\u2642\ufe0f|\ud83d\udc08\u200d\u2b1b|\ud83d\udc26\u200d\u2b1b)|[#*0-9]\ufe0f?\u20e3|(?:[©®\u2122\u265f]\ufe0f)|(?:\ud83c[\udc04\udd70\udd71\udd7e\udd7f\ude02\ude1a\ude2f\ude37\udf21\udf24-\udf2c\udf36\udf7d\udf96\udf97\udf99-\udf9b\udf9e\udf9f\udfcd\udfce\udfd4-\udfdf\udff3\udff5\udff7]|\ud83d[\udc3f\udc41\udcfd\udd49\udd4a\udd6f\udd70\udd73\udd76-\udd79\udd87\udd8a-\udd8d\udda5\udda8\uddb1\uddb2\uddbc\uddc2-\uddc4\uddd1-\uddd3\udddc-\uddde\udde1\udde3\udde8\uddef\uddf3\uddfa\udecb\udecd-\udecf\udee0-\udee5\udee9\udef0\udef3]|[\u203c\u2049\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u2660\u2663\u2665\u2666\u2668\u267b\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f8\u26fa\u26fd\u2702\u2708\u2709\u270f\u2712\u2714\u2716\u271d\u2721\u2733\u2734\u2744\u2747\u2757\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299])(?:\ufe0f|(?!\ufe0e))|(?:(?:\ud83c[\udfcb\udfcc]|\ud83d[\udd74\udd75\udd90]|\ud83e\udef0|[\u261d\u26f7\u26f9\u270c\u270d])(?:\ufe0f|(?!\ufe0e))|(?:\ud83c\udfc3|\ud83d\udeb6|\ud83e\uddce)(?:\ud83c[\udffb-\udfff])?(?:\u200d\u27a1\ufe0f)?|(?:\ud83c[\udf85\udfc2\udfc4\udfc7\udfca]|\ud83d[\udc42\udc43\udc46-\udc50\udc66-\udc69\udc6e\udc70-\udc78\udc7c\udc81-\udc83\udc85-\udc87\udcaa\udd7a\udd95\udd96\ude45-\ude47\ude4b-\ude4f\udea3\udeb4\udeb5\udec0\udecc]|\ud83e[\udd0c\udd0f\udd18-\udd1c\udd1e\udd1f\udd26\udd30-\udd39\udd3d\udd3e\udd77\uddb5\uddb6\uddb8\uddb9\uddbb\uddcd\uddcf\uddd1-\udddd\udec3-\udec5\udef1-\udef8]|[\u270a\u270b]))(?:\ud83c[\udffb-\udfff])?|(?:\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f|\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f|\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f|\ud83c\udde6\ud83c[\udde8-\uddec\uddee\uddf1\uddf2\uddf4\uddf6-\uddfa\uddfc\uddfd\uddff]|\ud83c\udde7\ud83c[\udde6\udde7\udde9-\uddef\uddf1-\uddf4\uddf6-\uddf9\uddfb\uddfc\uddfe\uddff]|\ud83c\udde8\ud83c[\udde6\udde8\udde9\uddeb-\uddee\uddf0-\uddf7\uddfa-\uddff]|\ud83c\udde9\ud83c[\uddea\uddec\uddef\uddf0\uddf2\uddf4\uddff]|\ud83c\uddea\ud83c[\udde6\udde8\uddea\uddec\udded\uddf7-\uddfa]|\ud83c\uddeb\ud83c[\uddee-\uddf0\uddf2\uddf4\uddf7]|\ud83c\uddec\ud83c[\udde6\udde7\udde9-\uddee\uddf1-\uddf3\uddf5-\uddfa\uddfc\uddfe]|\ud83c\udded\ud83c[\uddf0\uddf2\uddf3\uddf7\uddf9\uddfa]|\ud83c\uddee\ud83c[\udde8-\uddea\uddf1-\uddf4\uddf6-\uddf9]|\ud83c\uddef\ud83c[\uddea\uddf2\uddf4\uddf5]|\ud83c\uddf0\ud83c[\uddea\uddec-\uddee\uddf2\uddf3\uddf5\uddf7\uddfc\uddfe\uddff]|\ud83c\uddf1\ud83c[\udde6-\udde8\uddee\uddf0\uddf7-\uddfb\uddfe]|\ud83c\uddf2\ud83c[\udde6\udde8-\udded\uddf0-\uddff]|\ud83c\uddf3\ud83c[\udde6\udde8\uddea-\uddec\uddee\uddf1\uddf4\uddf5\uddf7\uddfa\uddff]|\ud83c\uddf4\ud83c\uddf2|\ud83c\uddf5\ud83c[\udde6\uddea-\udded\uddf0-\uddf3\uddf7-\uddf9\uddfc\uddfe]|\ud83c\uddf6\ud83c\udde6|\ud83c\uddf7\ud83c[\uddea\uddf4\uddf8\uddfa\uddfc]|\ud83c\uddf8\ud83c[\udde6-\uddea\uddec-\uddf4\uddf7-\uddf9\uddfb\uddfd-\uddff]|\ud83c\uddf9\ud83c[\udde6\udde8\udde9\uddeb-\udded\uddef-\uddf4\uddf7\uddf9\uddfb\uddfc\uddff]|\ud83c\uddfa\ud83c[\udde6\uddec\uddf2\uddf3\uddf8\uddfe\uddff]|\ud83c\uddfb\ud83c[\udde6\udde8\uddea\uddec\uddee\uddf3\uddfa]|\ud83c\uddfc\ud83c[\uddeb\uddf8]|\ud83c\uddfd\ud83c\uddf0|\ud83c\uddfe\ud83c[\uddea\uddf9]|\ud83c\uddff\ud83c[\udde6\uddf2\uddfc]|\ud83c[\udccf\udd8e\udd91-\udd9a\udde6-\uddff\ude01\ude32-\ude36\ude38-\ude3a\ude50\ude51\udf00-\udf20\udf2d-\udf35\udf37-\udf7c\udf7e-\udf84\udf86-\udf93\udfa0-\udfc1\udfc5\udfc6\udfc8\udfc9\udfcf-\udfd3\udfe0-\udff0\udff4\udff8-\udfff]|\ud83d[\udc00-\udc3e\udc40\udc44\udc45\udc51-\udc65\udc6a\udc79-\udc7b\udc7d-\udc80\udc84\udc88-\udc8e\udc90\udc92-\udca9\udcab-\udcfc\udcff-\udd3d\udd4b-\udd4e\udd50-\udd67\udda4\uddfb-\ude44\ude48-\ude4a\ude80-\udea2\udea4-\udeb3\udeb7-\udebf\udec1-\udec5\uded0-\uded2\uded5-\uded8\udedc-\udedf\udeeb\udeec\udef4-\udefc\udfe0-\udfeb\udff0]|\ud83e[\udd0d\udd0e\udd10-\udd17\udd20-\udd25\udd27-\udd2f\udd3a\udd3f-\udd45\udd47-\udd76\udd78-\uddb4\uddb7\uddba\uddbc-\uddcc\uddd0\uddde-\uddff\ude70-\ude7c\ude80-\ude8a\ude8e-\udec2\udec6\udec8\udecd-\udedc\udedf-\udeea\udeef]|[\u23e9-\u23ec\u23f0\u23f3\u267e\u26ce\u2705\u2728\u274c\u274e\u2753-\u2755\u2795-\u2797\u27b0\u27bf\ue50a])|\ufe0f)/});var va=te(Pt=>{"use strict";var an=Pt&&Pt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Pt,"__esModule",{value:!0});Pt.twemoji=void 0;var on=an(ae()),dn=pa();Pt.twemoji={order:on.default.defaultRules.strong.order,match:t=>dn.TwemojiRegex.exec(t),parse:function(t){return{name:t[0]}}}});var ga=te(Lt=>{"use strict";var nn=Lt&&Lt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Lt,"__esModule",{value:!0});Lt.channel=void 0;var ln=nn(ae()),cn=fe();Lt.channel={order:ln.default.defaultRules.strong.order,match:t=>cn.ChannelMentionRegex.exec(t),parse:function(t){return{id:t[1]}}}});var _a=te(Nt=>{"use strict";var hn=Nt&&Nt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Nt,"__esModule",{value:!0});Nt.timestamp=void 0;var un=hn(ae()),fn=fe();Nt.timestamp={order:un.default.defaultRules.strong.order,match:t=>fn.TimestampRegex.exec(t),parse:function(t){return{timestamp:t[1],format:t[2]}}}});var Ze=te(Is=>{"use strict";Object.defineProperty(Is,"__esModule",{value:!0});Is.extend=void 0;var mn=(t,e)=>Object.assign({},e,t);Is.extend=mn});var ba=te(Ut=>{"use strict";var pn=Ut&&Ut.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Ut,"__esModule",{value:!0});Ut.blockQuote=void 0;var vn=pn(ae()),gn=Ze(),_n=fe();Ut.blockQuote=(0,gn.extend)({match:function(t,e,i){return!/^$|\n *$/.test(i)||e.inQuote?null:_n.BlockQuoteRegex.exec(t)},parse:function(t,e,i){let s=t[0],o=!!/^ *>>> ?/.exec(s)?/^ *>>> ?/:/^ *> ?/gm,a=s.replace(o,"");return{content:e(a,Object.assign({},i,{inQuote:!0})),type:"blockQuote"}}},vn.default.defaultRules.blockQuote)});var ya=te(qt=>{"use strict";var bn=qt&&qt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(qt,"__esModule",{value:!0});qt.strikethrough=void 0;var za=bn(ae()),zn=Ze(),yn=fe();qt.strikethrough=(0,zn.extend)({match:za.default.inlineRegex(yn.StrikeThroughRegex)},za.default.defaultRules.del)});var Ma=te(Ft=>{"use strict";var xn=Ft&&Ft.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Ft,"__esModule",{value:!0});Ft.codeBlock=void 0;var xa=xn(ae()),Mn=Ze(),wn=fe();Ft.codeBlock=(0,Mn.extend)({match:xa.default.inlineRegex(wn.CodeBlockRegex),parse:function(t,e,i){return{lang:(t[2]||"").trim(),content:t[3]||"",inQuote:i.inQuote||!1}}},xa.default.defaultRules.codeBlock)});var wa=te(Zt=>{"use strict";var $n=Zt&&Zt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Zt,"__esModule",{value:!0});Zt.emoji=void 0;var kn=$n(ae()),Hn=fe();Zt.emoji={order:kn.default.defaultRules.strong.order,match:t=>Hn.EmojiRegex.exec(t),parse:function(t){return{animated:t[1]==="a",name:t[2],id:t[3]}}}});var $a=te(Wt=>{"use strict";var Tn=Wt&&Wt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Wt,"__esModule",{value:!0});Wt.role=void 0;var Cn=Tn(ae()),En=fe();Wt.role={order:Cn.default.defaultRules.strong.order,match:t=>En.RoleMentionRegex.exec(t),parse:function(t){return{id:t[1]}}}});var ka=te(Gt=>{"use strict";var An=Gt&&Gt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Gt,"__esModule",{value:!0});Gt.autolink=void 0;var Sn=An(ae()),Rn=Ze();Gt.autolink=(0,Rn.extend)({parse:t=>({content:[{type:"text",content:t[1]}],target:t[1]})},Sn.default.defaultRules.autolink)});var Ha=te(Kt=>{"use strict";var In=Kt&&Kt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Kt,"__esModule",{value:!0});Kt.here=void 0;var jn=In(ae()),Dn=fe();Kt.here={order:jn.default.defaultRules.strong.order,match:t=>Dn.HereRegex.exec(t),parse:function(){return{}}}});var Ta=te(Qt=>{"use strict";var Vn=Qt&&Qt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Qt,"__esModule",{value:!0});Qt.emoticon=void 0;var On=Vn(ae()),Bn=fe();Qt.emoticon={order:On.default.defaultRules.text.order,match:t=>Bn.EmoticonRegex.exec(t),parse:function(t){return{type:"text",content:t[1]}}}});var Ca=te(Xt=>{"use strict";var Pn=Xt&&Xt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Xt,"__esModule",{value:!0});Xt.user=void 0;var Ln=Pn(ae()),Nn=fe();Xt.user={order:Ln.default.defaultRules.strong.order,match:t=>Nn.UserMentionRegex.exec(t),parse:function(t){return{id:t[1],type:"user"}}}});var Ea=te(js=>{"use strict";Object.defineProperty(js,"__esModule",{value:!0});js.spoiler=void 0;var Un=fe();js.spoiler={order:0,match:t=>Un.SpoilerRegex.exec(t),parse:function(t,e,i){return{content:e(t[1],i)}}}});var Aa=te(Yt=>{"use strict";var qn=Yt&&Yt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Yt,"__esModule",{value:!0});Yt.heading=void 0;var Fn=qn(ae()),Zn=Ze(),Wn=fe();Yt.heading=(0,Zn.extend)({match:function(t,e){return e.prevCapture===null||e.prevCapture.slice(-1)[0]===`
`?Wn.HeadingRegex.exec(t):null}},Fn.default.defaultRules.heading)});var Sa=te(Jt=>{"use strict";var Gn=Jt&&Jt.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(Jt,"__esModule",{value:!0});Jt.subtext=void 0;var Kn=Gn(ae()),Qn=fe();Jt.subtext={order:Kn.default.defaultRules.heading.order-.5,match:function(t,e){return e.prevCapture===null||e.prevCapture.slice(-1)[0]===`
`?Qn.SubtextRegex.exec(t):null},parse:function(t,e,i){return{content:e(t[1],i)}}}});var Ra=te(ei=>{"use strict";var Xn=ei&&ei.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ei,"__esModule",{value:!0});ei.text=void 0;var Yn=Xn(ae()),Jn=Ze(),el=fe();ei.text=(0,Jn.extend)({match:t=>el.TextRegex.exec(t)},Yn.default.defaultRules.text)});var Ia=te(ti=>{"use strict";var tl=ti&&ti.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ti,"__esModule",{value:!0});ti.url=void 0;var il=tl(ae()),sl=Ze();ti.url=(0,sl.extend)({parse:t=>({content:[{type:"text",content:t[1]}],target:t[1]})},il.default.defaultRules.url)});var Da=te(ii=>{"use strict";var rl=ii&&ii.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(ii,"__esModule",{value:!0});ii.em=void 0;var al=Ze(),ja=rl(ae());ii.em=(0,al.extend)({parse:function(t,e,i){let s=ja.default.defaultRules.em.parse(t,e,Object.assign({},i,{inEmphasis:!0}));return i.inEmphasis?s.content:s}},ja.default.defaultRules.em)});var Oa=te(si=>{"use strict";var ol=si&&si.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(si,"__esModule",{value:!0});si.br=void 0;var Va=ol(ae()),dl=Ze();si.br=(0,dl.extend)({match:Va.default.anyScopeRegex(/^\n/)},Va.default.defaultRules.br)});var Pa=te(pe=>{"use strict";var nl=pe&&pe.__importDefault||function(t){return t&&t.__esModule?t:{default:t}};Object.defineProperty(pe,"__esModule",{value:!0});pe.rulesExtended=pe.rules=pe.SimpleMarkdown=void 0;pe.parse=Ba;var Je=nl(ae());pe.SimpleMarkdown=Je.default;var ll=ua(),cl=fa(),hl=ma(),ul=va(),fl=ga(),ml=_a(),pl=ba(),vl=ya(),gl=Ma(),_l=wa(),bl=$a(),zl=ka(),yl=Ha(),xl=Ta(),Ml=Ca(),wl=Ea(),$l=Aa(),kl=Sa(),Hl=Ra(),Tl=Ia(),Cl=Da(),El=Oa();pe.rules={blockQuote:pl.blockQuote,codeBlock:gl.codeBlock,newline:Je.default.defaultRules.newline,escape:Je.default.defaultRules.escape,autolink:zl.autolink,url:Tl.url,em:Cl.em,strong:Je.default.defaultRules.strong,underline:Je.default.defaultRules.u,strikethrough:vl.strikethrough,inlineCode:Je.default.defaultRules.inlineCode,text:Hl.text,emoticon:xl.emoticon,br:El.br,spoiler:wl.spoiler,heading:$l.heading,subtext:kl.subtext,user:Ml.user,channel:fl.channel,role:bl.role,emoji:_l.emoji,everyone:hl.everyone,here:yl.here,twemoji:ul.twemoji,timestamp:ml.timestamp,slashCommand:cl.slashCommand,guildNavigation:ll.guildNavigation};pe.rulesExtended=Object.assign(Object.assign({},pe.rules),{link:Je.default.defaultRules.link});var Al=Je.default.parserFor(pe.rules),Sl=Je.default.parserFor(pe.rulesExtended);function Ba(t,e="normal"){return e==="normal"?Al(t,{inline:!0}):Sl(t,{inline:!0})}pe.default=Ba});var Ri=globalThis,Ii=Ri.ShadowRoot&&(Ri.ShadyCSS===void 0||Ri.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Ds=Symbol(),br=new WeakMap,ni=class{constructor(e,i,s){if(this._$cssResult$=!0,s!==Ds)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=i}get styleSheet(){let e=this.o,i=this.t;if(Ii&&e===void 0){let s=i!==void 0&&i.length===1;s&&(e=br.get(i)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&br.set(i,e))}return e}toString(){return this.cssText}},zr=t=>new ni(typeof t=="string"?t:t+"",void 0,Ds),X=(t,...e)=>{let i=t.length===1?t[0]:e.reduce((s,r,o)=>s+(a=>{if(a._$cssResult$===!0)return a.cssText;if(typeof a=="number")return a;throw Error("Value passed to 'css' function must be a 'css' function result: "+a+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+t[o+1],t[0]);return new ni(i,t,Ds)},yr=(t,e)=>{if(Ii)t.adoptedStyleSheets=e.map(i=>i instanceof CSSStyleSheet?i:i.styleSheet);else for(let i of e){let s=document.createElement("style"),r=Ri.litNonce;r!==void 0&&s.setAttribute("nonce",r),s.textContent=i.cssText,t.appendChild(s)}},Vs=Ii?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let i="";for(let s of e.cssRules)i+=s.cssText;return zr(i)})(t):t;var{is:ao,defineProperty:oo,getOwnPropertyDescriptor:no,getOwnPropertyNames:lo,getOwnPropertySymbols:co,getPrototypeOf:ho}=Object,ji=globalThis,xr=ji.trustedTypes,uo=xr?xr.emptyScript:"",fo=ji.reactiveElementPolyfillSupport,li=(t,e)=>t,ci={toAttribute(t,e){switch(e){case Boolean:t=t?uo:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let i=t;switch(e){case Boolean:i=t!==null;break;case Number:i=t===null?null:Number(t);break;case Object:case Array:try{i=JSON.parse(t)}catch{i=null}}return i}},Di=(t,e)=>!ao(t,e),Mr={attribute:!0,type:String,converter:ci,reflect:!1,useDefault:!1,hasChanged:Di};Symbol.metadata??=Symbol("metadata"),ji.litPropertyMetadata??=new WeakMap;var Ge=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,i=Mr){if(i.state&&(i.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((i=Object.create(i)).wrapped=!0),this.elementProperties.set(e,i),!i.noAccessor){let s=Symbol(),r=this.getPropertyDescriptor(e,s,i);r!==void 0&&oo(this.prototype,e,r)}}static getPropertyDescriptor(e,i,s){let{get:r,set:o}=no(this.prototype,e)??{get(){return this[i]},set(a){this[i]=a}};return{get:r,set(a){let l=r?.call(this);o?.call(this,a),this.requestUpdate(e,l,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Mr}static _$Ei(){if(this.hasOwnProperty(li("elementProperties")))return;let e=ho(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(li("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(li("properties"))){let i=this.properties,s=[...lo(i),...co(i)];for(let r of s)this.createProperty(r,i[r])}let e=this[Symbol.metadata];if(e!==null){let i=litPropertyMetadata.get(e);if(i!==void 0)for(let[s,r]of i)this.elementProperties.set(s,r)}this._$Eh=new Map;for(let[i,s]of this.elementProperties){let r=this._$Eu(i,s);r!==void 0&&this._$Eh.set(r,i)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let i=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let r of s)i.unshift(Vs(r))}else e!==void 0&&i.push(Vs(e));return i}static _$Eu(e,i){let s=i.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,i=this.constructor.elementProperties;for(let s of i.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return yr(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,i,s){this._$AK(e,s)}_$ET(e,i){let s=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,s);if(r!==void 0&&s.reflect===!0){let o=(s.converter?.toAttribute!==void 0?s.converter:ci).toAttribute(i,s.type);this._$Em=e,o==null?this.removeAttribute(r):this.setAttribute(r,o),this._$Em=null}}_$AK(e,i){let s=this.constructor,r=s._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let o=s.getPropertyOptions(r),a=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:ci;this._$Em=r;let l=a.fromAttribute(i,o.type);this[r]=l??this._$Ej?.get(r)??l,this._$Em=null}}requestUpdate(e,i,s,r=!1,o){if(e!==void 0){let a=this.constructor;if(r===!1&&(o=this[e]),s??=a.getPropertyOptions(e),!((s.hasChanged??Di)(o,i)||s.useDefault&&s.reflect&&o===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,s))))return;this.C(e,i,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,i,{useDefault:s,reflect:r,wrapped:o},a){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??i??this[e]),o!==!0||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(i=void 0),this._$AL.set(e,i)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(i){Promise.reject(i)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,o]of this._$Ep)this[r]=o;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[r,o]of s){let{wrapped:a}=o,l=this[r];a!==!0||this._$AL.has(r)||l===void 0||this.C(r,void 0,o,l)}}let e=!1,i=this._$AL;try{e=this.shouldUpdate(i),e?(this.willUpdate(i),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(i)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(i)}willUpdate(e){}_$AE(e){this._$EO?.forEach(i=>i.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(i=>this._$ET(i,this[i])),this._$EM()}updated(e){}firstUpdated(e){}};Ge.elementStyles=[],Ge.shadowRootOptions={mode:"open"},Ge[li("elementProperties")]=new Map,Ge[li("finalized")]=new Map,fo?.({ReactiveElement:Ge}),(ji.reactiveElementVersions??=[]).push("2.1.2");var Bs=globalThis,wr=t=>t,Vi=Bs.trustedTypes,$r=Vi?Vi.createPolicy("lit-html",{createHTML:t=>t}):void 0,Ps="$lit$",Ke=`lit$${Math.random().toFixed(9).slice(2)}$`,Ls="?"+Ke,mo=`<${Ls}>`,zt=document,ui=()=>zt.createComment(""),fi=t=>t===null||typeof t!="object"&&typeof t!="function",Ns=Array.isArray,Ar=t=>Ns(t)||typeof t?.[Symbol.iterator]=="function",Os=`[ 	
\f\r]`,hi=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,kr=/-->/g,Hr=/>/g,_t=RegExp(`>|${Os}(?:([^\\s"'>=/]+)(${Os}*=${Os}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Tr=/'/g,Cr=/"/g,Sr=/^(?:script|style|textarea|title)$/i,Us=t=>(e,...i)=>({_$litType$:t,strings:e,values:i}),n=Us(1),C=Us(2),tc=Us(3),Ae=Symbol.for("lit-noChange"),B=Symbol.for("lit-nothing"),Er=new WeakMap,bt=zt.createTreeWalker(zt,129);function Rr(t,e){if(!Ns(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return $r!==void 0?$r.createHTML(e):e}var Ir=(t,e)=>{let i=t.length-1,s=[],r,o=e===2?"<svg>":e===3?"<math>":"",a=hi;for(let l=0;l<i;l++){let f=t[l],m,c,d=-1,b=0;for(;b<f.length&&(a.lastIndex=b,c=a.exec(f),c!==null);)b=a.lastIndex,a===hi?c[1]==="!--"?a=kr:c[1]!==void 0?a=Hr:c[2]!==void 0?(Sr.test(c[2])&&(r=RegExp("</"+c[2],"g")),a=_t):c[3]!==void 0&&(a=_t):a===_t?c[0]===">"?(a=r??hi,d=-1):c[1]===void 0?d=-2:(d=a.lastIndex-c[2].length,m=c[1],a=c[3]===void 0?_t:c[3]==='"'?Cr:Tr):a===Cr||a===Tr?a=_t:a===kr||a===Hr?a=hi:(a=_t,r=void 0);let p=a===_t&&t[l+1].startsWith("/>")?" ":"";o+=a===hi?f+mo:d>=0?(s.push(m),f.slice(0,d)+Ps+f.slice(d)+Ke+p):f+Ke+(d===-2?l:p)}return[Rr(t,o+(t[i]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},mi=class t{constructor({strings:e,_$litType$:i},s){let r;this.parts=[];let o=0,a=0,l=e.length-1,f=this.parts,[m,c]=Ir(e,i);if(this.el=t.createElement(m,s),bt.currentNode=this.el.content,i===2||i===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(r=bt.nextNode())!==null&&f.length<l;){if(r.nodeType===1){if(r.hasAttributes())for(let d of r.getAttributeNames())if(d.endsWith(Ps)){let b=c[a++],p=r.getAttribute(d).split(Ke),v=/([.?@])?(.*)/.exec(b);f.push({type:1,index:o,name:v[2],strings:p,ctor:v[1]==="."?Bi:v[1]==="?"?Pi:v[1]==="@"?Li:xt}),r.removeAttribute(d)}else d.startsWith(Ke)&&(f.push({type:6,index:o}),r.removeAttribute(d));if(Sr.test(r.tagName)){let d=r.textContent.split(Ke),b=d.length-1;if(b>0){r.textContent=Vi?Vi.emptyScript:"";for(let p=0;p<b;p++)r.append(d[p],ui()),bt.nextNode(),f.push({type:2,index:++o});r.append(d[b],ui())}}}else if(r.nodeType===8)if(r.data===Ls)f.push({type:2,index:o});else{let d=-1;for(;(d=r.data.indexOf(Ke,d+1))!==-1;)f.push({type:7,index:o}),d+=Ke.length-1}o++}}static createElement(e,i){let s=zt.createElement("template");return s.innerHTML=e,s}};function yt(t,e,i=t,s){if(e===Ae)return e;let r=s!==void 0?i._$Co?.[s]:i._$Cl,o=fi(e)?void 0:e._$litDirective$;return r?.constructor!==o&&(r?._$AO?.(!1),o===void 0?r=void 0:(r=new o(t),r._$AT(t,i,s)),s!==void 0?(i._$Co??=[])[s]=r:i._$Cl=r),r!==void 0&&(e=yt(t,r._$AS(t,e.values),r,s)),e}var Oi=class{constructor(e,i){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=i}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:i},parts:s}=this._$AD,r=(e?.creationScope??zt).importNode(i,!0);bt.currentNode=r;let o=bt.nextNode(),a=0,l=0,f=s[0];for(;f!==void 0;){if(a===f.index){let m;f.type===2?m=new kt(o,o.nextSibling,this,e):f.type===1?m=new f.ctor(o,f.name,f.strings,this,e):f.type===6&&(m=new Ni(o,this,e)),this._$AV.push(m),f=s[++l]}a!==f?.index&&(o=bt.nextNode(),a++)}return bt.currentNode=zt,r}p(e){let i=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,i),i+=s.strings.length-2):s._$AI(e[i])),i++}},kt=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,i,s,r){this.type=2,this._$AH=B,this._$AN=void 0,this._$AA=e,this._$AB=i,this._$AM=s,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,i=this._$AM;return i!==void 0&&e?.nodeType===11&&(e=i.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,i=this){e=yt(this,e,i),fi(e)?e===B||e==null||e===""?(this._$AH!==B&&this._$AR(),this._$AH=B):e!==this._$AH&&e!==Ae&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Ar(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==B&&fi(this._$AH)?this._$AA.nextSibling.data=e:this.T(zt.createTextNode(e)),this._$AH=e}$(e){let{values:i,_$litType$:s}=e,r=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=mi.createElement(Rr(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===r)this._$AH.p(i);else{let o=new Oi(r,this),a=o.u(this.options);o.p(i),this.T(a),this._$AH=o}}_$AC(e){let i=Er.get(e.strings);return i===void 0&&Er.set(e.strings,i=new mi(e)),i}k(e){Ns(this._$AH)||(this._$AH=[],this._$AR());let i=this._$AH,s,r=0;for(let o of e)r===i.length?i.push(s=new t(this.O(ui()),this.O(ui()),this,this.options)):s=i[r],s._$AI(o),r++;r<i.length&&(this._$AR(s&&s._$AB.nextSibling,r),i.length=r)}_$AR(e=this._$AA.nextSibling,i){for(this._$AP?.(!1,!0,i);e!==this._$AB;){let s=wr(e).nextSibling;wr(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},xt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,i,s,r,o){this.type=1,this._$AH=B,this._$AN=void 0,this.element=e,this.name=i,this._$AM=r,this.options=o,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=B}_$AI(e,i=this,s,r){let o=this.strings,a=!1;if(o===void 0)e=yt(this,e,i,0),a=!fi(e)||e!==this._$AH&&e!==Ae,a&&(this._$AH=e);else{let l=e,f,m;for(e=o[0],f=0;f<o.length-1;f++)m=yt(this,l[s+f],i,f),m===Ae&&(m=this._$AH[f]),a||=!fi(m)||m!==this._$AH[f],m===B?e=B:e!==B&&(e+=(m??"")+o[f+1]),this._$AH[f]=m}a&&!r&&this.j(e)}j(e){e===B?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},Bi=class extends xt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===B?void 0:e}},Pi=class extends xt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==B)}},Li=class extends xt{constructor(e,i,s,r,o){super(e,i,s,r,o),this.type=5}_$AI(e,i=this){if((e=yt(this,e,i,0)??B)===Ae)return;let s=this._$AH,r=e===B&&s!==B||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,o=e!==B&&(s===B||r);r&&this.element.removeEventListener(this.name,this,s),o&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ni=class{constructor(e,i,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=i,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){yt(this,e)}},jr={M:Ps,P:Ke,A:Ls,C:1,L:Ir,R:Oi,D:Ar,V:yt,I:kt,H:xt,N:Pi,U:Li,B:Bi,F:Ni},po=Bs.litHtmlPolyfillSupport;po?.(mi,kt),(Bs.litHtmlVersions??=[]).push("3.3.3");var Ui=(t,e,i)=>{let s=i?.renderBefore??e,r=s._$litPart$;if(r===void 0){let o=i?.renderBefore??null;s._$litPart$=r=new kt(e.insertBefore(ui(),o),o,void 0,i??{})}return r._$AI(t),r};var qs=globalThis,G=class extends Ge{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let i=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Ui(i,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return Ae}};G._$litElement$=!0,G.finalized=!0,qs.litElementHydrateSupport?.({LitElement:G});var vo=qs.litElementPolyfillSupport;vo?.({LitElement:G});(qs.litElementVersions??=[]).push("4.2.2");var Ht={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Qe=t=>(...e)=>({_$litDirective$:t,values:e}),Fe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,i,s){this._$Ct=e,this._$AM=i,this._$Ci=s}_$AS(e,i){return this.update(e,i)}update(e,i){return this.render(...i)}};var{I:go}=jr,Dr=t=>t;var Or=t=>t.strings===void 0,Vr=()=>document.createComment(""),Tt=(t,e,i)=>{let s=t._$AA.parentNode,r=e===void 0?t._$AB:e._$AA;if(i===void 0){let o=s.insertBefore(Vr(),r),a=s.insertBefore(Vr(),r);i=new go(o,a,t,t.options)}else{let o=i._$AB.nextSibling,a=i._$AM,l=a!==t;if(l){let f;i._$AQ?.(t),i._$AM=t,i._$AP!==void 0&&(f=t._$AU)!==a._$AU&&i._$AP(f)}if(o!==r||l){let f=i._$AA;for(;f!==o;){let m=Dr(f).nextSibling;Dr(s).insertBefore(f,r),f=m}}}return i},ft=(t,e,i=t)=>(t._$AI(e,i),t),_o={},Br=(t,e=_o)=>t._$AH=e,Pr=t=>t._$AH,qi=t=>{t._$AR(),t._$AA.remove()};var Lr=(t,e,i)=>{let s=new Map;for(let r=e;r<=i;r++)s.set(t[r],r);return s},mt=Qe(class extends Fe{constructor(t){if(super(t),t.type!==Ht.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,i){let s;i===void 0?i=e:e!==void 0&&(s=e);let r=[],o=[],a=0;for(let l of t)r[a]=s?s(l,a):a,o[a]=i(l,a),a++;return{values:o,keys:r}}render(t,e,i){return this.dt(t,e,i).values}update(t,[e,i,s]){let r=Pr(t),{values:o,keys:a}=this.dt(e,i,s);if(!Array.isArray(r))return this.ut=a,o;let l=this.ut??=[],f=[],m,c,d=0,b=r.length-1,p=0,v=o.length-1;for(;d<=b&&p<=v;)if(r[d]===null)d++;else if(r[b]===null)b--;else if(l[d]===a[p])f[p]=ft(r[d],o[p]),d++,p++;else if(l[b]===a[v])f[v]=ft(r[b],o[v]),b--,v--;else if(l[d]===a[v])f[v]=ft(r[d],o[v]),Tt(t,f[v+1],r[d]),d++,v--;else if(l[b]===a[p])f[p]=ft(r[b],o[p]),Tt(t,r[d],r[b]),b--,p++;else if(m===void 0&&(m=Lr(a,p,v),c=Lr(l,d,b)),m.has(l[d]))if(m.has(l[b])){let u=c.get(a[p]),h=u!==void 0?r[u]:null;if(h===null){let _=Tt(t,r[d]);ft(_,o[p]),f[p]=_}else f[p]=ft(h,o[p]),Tt(t,r[d],h),r[u]=null;p++}else qi(r[b]),b--;else qi(r[d]),d++;for(;p<=v;){let u=Tt(t,f[v+1]);ft(u,o[p]),f[p++]=u}for(;d<=b;){let u=r[d++];u!==null&&qi(u)}return this.ut=a,Br(t,f),Ae}});var Fi=class{constructor(e,i,s){this.query=e;this.tell=i;this.lost=s}query;tell;lost;#t;#e=new Map;#i=0;#s=0;open(){let e=new WebSocket(`ws://${location.host}/socket?${this.query()}`);this.#t=e,e.onopen=()=>this.#s=0,e.onmessage=({data:i})=>{if(e!==this.#t)return;let s=JSON.parse(i);if(s.type!=="answer")return this.tell(s);this.#e.get(s.to)?.(s),this.#e.delete(s.to)},e.onclose=()=>{if(e===this.#t){for(let[i,s]of this.#e)s({type:"answer",to:i,refused:"The sandbox is gone."});this.#e.clear(),this.lost(),this.#s=Math.min(this.#s*2+250,4e3),setTimeout(()=>e===this.#t&&this.open(),this.#s)}}}reopen(){let e=this.#t;this.open(),e?.close()}ask(e){let i=this.#t;return i?.readyState!==WebSocket.OPEN?Promise.reject(new Error("The sandbox is gone.")):new Promise((s,r)=>{let o=++this.#i;this.#e.set(o,({done:a,refused:l})=>l===void 0?s(a):r(new Error(l))),i.send(JSON.stringify({n:o,...e}))})}};var bo=navigator.language.startsWith("de")?"de":"en-US",zo={Admin:"#e67e22",Organiser:"#3498db",Steward:"#9b59b6",Driver:"#2ecc71"},Zi=class{constructor(e){this.draw=e;this.line=new Fi(()=>new URLSearchParams({member:sessionStorage.getItem("member")??"",channel:sessionStorage.getItem("channel")??"",locale:navigator.language}).toString(),i=>{switch(i.type){case"hello":this.#e(i);break;case"message":this.messages.set(i.message.id,i.message);break;case"deleted":this.messages.delete(i.id);break;case"deed":this.#i(i);break;case"commands":this.commands=i.commands;break;case"bot":this.online=i.online,this.activity=i.activity;break;case"servers":this.servers=i.servers;break}this.changed()},()=>{this.connected=!1,this.changed()})}draw;hello;messages=new Map;deeds=new Map;servers=[];commands=[];online=!1;activity=null;connected=!1;notice="";line;#t=!1;changed(){this.#t||(this.#t=!0,requestAnimationFrame(()=>{this.#t=!1,this.draw()}))}async attempt(e){try{return await e}catch(i){this.notice=i instanceof Error?i.message:String(i),this.changed();return}}sit(e){e.member&&sessionStorage.setItem("member",e.member),e.channel&&sessionStorage.setItem("channel",e.channel),this.notice="",this.line.reopen()}dismiss(e){this.messages.delete(e),this.deeds.delete(e),this.changed(),this.attempt(this.line.ask({do:"dismiss",id:e}))}name(e){return e===this.hello?.bot.id?this.hello.bot.name:this.hello?.members.find(i=>i.id===e)?.name??"unknown-user"}roles(e){let i=this.hello?.members.find(s=>s.id===e)?.roles??[];return(this.hello?.roles??[]).filter(s=>i.includes(s.id)).map(s=>s.name)}colour(e){return zo[this.roles(e)[0]??""]??"#ffffff"}#e(e){this.hello=e,this.connected=!0,this.messages=new Map(e.messages.map(i=>[i.id,i])),this.deeds=new Map(e.deeds.map(i=>[i.id,i])),{servers:this.servers,commands:this.commands,online:this.online,activity:this.activity}=e}#i(e){e.state==="answered"?this.deeds.delete(e.id):this.deeds.set(e.id,e);for(let i of this.deeds.values())e.message&&i.message===e.message&&i.id!==e.id&&this.deeds.delete(i.id)}};function De(t,e){return e?.[bo]??t}var yo=120,Wi=class{constructor(e){this.room=e}room;#t="";#e;#i=new Map;#s="";#r=[];#d="";#a=0;#o=!1;#l;#n=0;view(){let e=this.#m(),i=Math.min(this.#a,e.length-1);return n`<form class="composer" @submit=${this.#k} @keydown=${this.#w}>
      ${this.room.notice?n`<div class="notice" role="alert">
            ${this.room.notice}
            <button type="button" class="link" @click=${this.#T}>OK</button>
          </div>`:B}
      ${e.length?n`<ul class="hints" id="hints" role="listbox" aria-label="Suggestions">
            ${e.map((s,r)=>n`<li
                  id=${`hint${r}`}
                  role="option"
                  aria-selected=${r===i}
                  @mousedown=${o=>o.preventDefault()}
                  @click=${s.take}
                >
                  <b>${s.name}</b> <span>${s.about}</span>
                </li>`)}
          </ul>`:B}
      ${this.#e&&!e.length?this.#p():B}
      <div class="line">
        ${this.#e?this.#h(this.#e,e,i):this.#c(e,i)}
        <button class="send" ?disabled=${this.#n>0} aria-label="Send">➤</button>
      </div>
    </form>`}focus(){requestAnimationFrame(()=>{((this.#e?document.getElementById(`option-${this.#s}`):document.getElementById("say"))??document.querySelector(".composer .send"))?.focus()})}drop(e){let i=e[0];if(!i)return;let s=o=>o?.options.find(a=>a.type===11);if(!s(this.#e)){let o=this.room.commands.find(s);if(!o)return;this.#f(o)}let r=s(this.#e);r&&this.#z(r,i)}sample(){let e=this.room.commands.find(s=>s.options.some(r=>r.type===11)),i=e?.options.find(s=>s.type===11);!e||!i||(this.#f(e),this.#z(i,void 0))}#c(e,i){let s=this.room.hello?.channels.find(r=>r.id===this.room.hello?.channel)?.name??"";return n`<input
      id="say"
      .value=${this.#t}
      placeholder=${`Message #${s} \u2013 type / for commands`}
      aria-label="Message, or / for commands"
      autocomplete="off"
      maxlength="2000"
      role="combobox"
      aria-expanded=${e.length>0}
      aria-controls="hints"
      aria-activedescendant=${e.length?`hint${i}`:B}
      @input=${r=>this.#v(r.target.value)}
    />`}#h(e,i,s){let r=e.options.filter(o=>!this.#i.has(o.name));return n`<span class="command">/${De(e.name,e.name_localizations)}</span>
      ${mt([...this.#i],([o])=>o,([o,a])=>{let l=e.options.find(f=>f.name===o);return l?this.#u(l,a,i,s):B})}
      ${r.map(o=>n`<button type="button" class="more" title=${Nr(o)} @click=${()=>this.#g(o)}>
            + ${De(o.name,o.name_localizations)}
          </button>`)}`}#u(e,i,s,r){let o=`option-${e.name}`,a=De(e.name,e.name_localizations),l=()=>this.#_(e.name);return e.type===11?n`<span class="option">
        <label for=${o}>${a}</label>
        <label class="filebox" for=${o}>
          ${i.file?n`📦 ${i.file.name} <small>${Ur(i.file.size)}</small>`:"choose or drop a file"}
        </label>
        <input
          type="file"
          id=${o}
          @focus=${l}
          @change=${f=>{let m=f.target.files?.[0];m&&this.#z(e,m)}}
        />
        ${i.file?B:n`<button type="button" class="link" @click=${()=>this.#z(e,void 0)}>
              use the sample pack
            </button>`}
      </span>`:n`<span class="option">
      <label for=${o}>${a}</label>
      <input
        id=${o}
        .value=${i.typed}
        autocomplete="off"
        maxlength=${e.max_length??B}
        role="combobox"
        aria-expanded=${this.#s===e.name&&s.length>0}
        aria-controls="hints"
        aria-activedescendant=${this.#s===e.name&&s.length?`hint${r}`:B}
        @focus=${l}
        @input=${f=>this.#b(e,f.target.value)}
      />
    </span>`}#p(){let e=this.#e,i=e?.options.find(s=>s.name===this.#s);return i?n`<div class="hints about">
        <b>${De(i.name,i.name_localizations)}</b> <span>${Nr(i)}</span>
      </div>`:n`<div class="hints about">
      <span>${e?De(e.description,e.description_localizations):""}</span>
    </div>`}#m(){if(this.#o)return[];if(this.#e){let i=this.#i.get(this.#s);return!i||i.taken!==void 0||this.#d!==this.#s?[]:this.#r.map(s=>({name:s.name,about:"",take:()=>this.#M(s)}))}if(!this.#t.startsWith("/"))return[];let e=this.#t.slice(1).toLowerCase();return this.room.commands.filter(i=>[i.name,De(i.name,i.name_localizations)].some(s=>s.startsWith(e))).map(i=>({name:`/${De(i.name,i.name_localizations)}`,about:De(i.description,i.description_localizations),take:()=>this.#f(i)}))}#v(e){if(this.#t=e,this.#a=0,this.#o=!1,e.startsWith("/")&&e.endsWith(" ")){let i=e.slice(1,-1),s=o=>o.name===i||De(o.name,o.name_localizations)===i,r=this.room.commands.find(s);if(r)return this.#f(r)}this.room.changed()}#f(e){this.#x(),this.#e=e;let i=e.options.filter(s=>s.required||s.type===11);for(let s of i)this.#i.set(s.name,{typed:""});this.#s=i[0]?.name??"",this.room.changed(),this.focus()}#g(e){this.#i.set(e.name,{typed:""}),this.#s=e.name,this.room.changed(),this.focus()}#_(e){this.#s=e,this.#a=0,this.#o=!1,this.#y(),this.room.changed()}#b(e,i){this.#i.set(e.name,{typed:i}),this.#a=0,this.#o=!1,this.#y(),this.room.changed()}#y(){clearTimeout(this.#l);let e=this.#e,i=e?.options.find(a=>a.name===this.#s),s=this.#i.get(this.#s);if(!e||!i||!s||s.taken!==void 0)return;let{typed:r}=s,o=a=>{this.#d=i.name,this.#r=a,this.room.changed()};if(i.choices?.length){let a=l=>l.name.toLowerCase().includes(r.toLowerCase());return o(i.choices.filter(a))}if(!i.autocomplete)return o([]);this.#l=setTimeout(async()=>{let a=this.room.line.ask({do:"complete",command:e.name,option:i.name,typed:r}),l=await this.room.attempt(a);this.#s===i.name&&this.#i.get(i.name)?.typed===r&&o(l??[])},yo)}#M(e){this.#i.set(this.#s,{typed:e.name,taken:e.value}),this.room.changed(),this.focus()}async#z(e,i){let s=this.room.hello?.file_limit??0;if(i&&s<i.size)return this.room.notice=`Your files are too powerful: ${Ur(s)} at most.`,this.room.changed();let r=new URLSearchParams({member:this.room.hello?.me??"",channel:this.room.hello?.channel??"",name:i?.name??""});this.#n+=1;let o=await this.room.attempt(fetch(`${i?"/files":"/sample"}?${r}`,{method:"POST",body:i??null}).then(async a=>{if(!a.ok)throw new Error(await a.text());return await a.json()}));this.#n-=1,o&&this.#i.set(e.name,{typed:"",file:o}),this.#s=e.name,this.room.changed(),requestAnimationFrame(()=>document.querySelector(".composer .send")?.focus())}#w=e=>{let i=this.#m(),s=i[Math.min(this.#a,i.length-1)],r=e.target instanceof HTMLInputElement&&e.target.type!=="file",o=!r||!e.target.value;if(e.key==="Escape")i.length?this.#o=!0:this.#x(),this.focus();else if(s&&r&&(e.key==="ArrowDown"||e.key==="ArrowUp")){let a=e.key==="ArrowDown"?1:i.length-1;this.#a=(this.#a+a)%i.length}else if(s&&r&&(e.key==="Enter"||e.key==="Tab"&&!e.shiftKey))s.take();else if(e.key==="Backspace"&&this.#e&&o)this.#$();else return;e.preventDefault(),this.room.changed()};#$(){this.#i.delete(this.#s);let e=[...this.#i.keys()].pop();e===void 0?this.#x():this.#s=e,this.focus()}#k=e=>{if(e.preventDefault(),this.#e)return void this.#H(this.#e);let i=this.#t.trim();if(i){if(i.startsWith("/"))return this.room.notice="There is no such command. Type / to see them all.",this.room.changed();this.#x(),this.room.attempt(this.room.line.ask({do:"say",text:i}))}};async#H(e){let i={};for(let[r,o]of this.#i){let a=o.file?{file:o.file.id}:o.taken??o.typed.trim();a!==""&&(i[r]=a)}let s=e.options.find(r=>r.required&&!(r.name in i));if(s)return this.room.notice=`${De(s.name,s.name_localizations)}: this option is required.`,this.#s=s.name,this.room.changed(),this.focus();this.#x(),this.focus(),await this.room.attempt(this.room.line.ask({do:"command",name:e.name,options:i}))}#T=()=>{this.room.notice="",this.room.changed(),this.focus()};#x(){this.#t="",this.#e=void 0,this.#i=new Map,this.#s="",this.#r=[],this.#a=0,this.#o=!1,this.room.notice="",this.room.changed()}};function Nr(t){return De(t.description,t.description_localizations)}function Ur(t){return t<1024*1024?`${Math.ceil(t/1024)} KiB`:`${(t/1024/1024).toFixed(1)} MiB`}var xo=[["cut_upload","Cut the next upload","The line to the next pack breaks, again and again."],["expire_file","Expire the next pack\u2019s link","Discord\u2019s link has run out when the bot follows it."],["rate_limit","Let Discord rate-limit","The bot\u2019s next edits are refused with 429."],["slow_discord","Slow Discord down","Commands reach the bot too late: \u201CThe application did not respond\u201D."],["cut_gateway","Cut the bot\u2019s connection","It reconnects and resumes by itself."],["slow_boot","Boot slowly","The next server takes its time."],["mend","Mend everything","Takes back what still lies in wait."]],Gi=class{constructor(e){this.room=e;setInterval(()=>this.#e&&void this.#r(this.#e.server),1e3)}room;open=!1;#t="";#e;view(){return this.open?n`<aside class="drawer" aria-label="Behind the scenes">
      <h2>Behind the scenes <button class="close" aria-label="Close" @click=${this.toggle}>✕</button></h2>
      <h3>Servers on this machine</h3>
      ${this.room.servers.length?B:n`<p class="quiet">None yet. /deploy brings one up.</p>`}
      ${mt(this.room.servers,e=>e.id,e=>this.#i(e))}
      <h3>Break something</h3>
      <p class="quiet" role="status">${this.#t}</p>
      ${xo.map(([e,i,s])=>n`<button class="knob" id=${`knob-${e}`} @click=${()=>this.#a(e)}>
            <b>${i}</b><span>${s}</span>
          </button>`)}
      <p class="quiet"><a href="/licences.txt" target="_blank">Licences of this page’s parts</a></p>
    </aside>`:B}toggle=()=>{this.open=!this.open,this.#e=void 0,this.room.changed()};#i(e){let i=this.#e?.server===e.id?this.#e:void 0;return n`<section class="server" data-server=${e.id}>
      <div><b>${e.name}</b> <span class=${`state ${e.state}`}>${e.state}</span></div>
      <div class="quiet">${e.track}${e.address?n` · <code>${e.address}</code>`:B}</div>
      <div>
        <button class="link" aria-expanded=${i!==void 0} @click=${()=>this.#s(e.id)}>
          ${i?"Hide log":"Show log"}
        </button>
        ${e.state==="runs"?n`<button class="link danger" @click=${()=>this.#a("crash",e.id)}>Crash it</button>
              <label class="drivers">
                Drivers
                <input
                  type="number"
                  min="0"
                  max=${e.slots}
                  placeholder="0"
                  @change=${s=>this.#d(e.id,Number(s.target.value))}
                />
              </label>`:B}
      </div>
      ${i?n`<pre tabindex="0" aria-label=${`Log of ${e.name}`}>${i.text}</pre>`:B}
    </section>`}#s(e){this.#e=this.#e?.server===e?void 0:{server:e,text:""},this.room.changed(),this.#e&&this.#r(e)}async#r(e){let i=await this.room.line.ask({do:"log",server:e}).catch(o=>o.message);if(this.#e?.server!==e||this.#e.text===i)return;this.#e.text=String(i);let s=document.querySelector(".server pre"),r=!s||s.scrollHeight-s.scrollTop-s.clientHeight<20;this.room.changed(),r&&requestAnimationFrame(()=>document.querySelector(".server pre")?.scrollTo(0,1e9))}async#d(e,i){await this.room.attempt(this.room.line.ask({do:"drivers",server:e,count:Math.max(0,Math.trunc(i))}))}async#a(e,i=""){let s=await this.room.line.ask({do:"break",knob:e,server:i}).then(r=>r.words).catch(r=>r.message);this.#t=s,this.room.changed()}};var Ki=class{constructor(e){this.room=e}room;#t="";#e;#i="";view(){let e=qr(this.#t);return n`<dialog id="leaving" aria-labelledby="leaving-title" @close=${()=>this.#t=""}>
      <h2 id="leaving-title">${e?"Join the server":"Leaving the sandbox"}</h2>
      <p class="address">${this.#t}</p>
      ${e?this.#s():n`<p>This link leads out of the sandbox.</p>`}
      <form method="dialog">
        <button class="press secondary">Close</button>
        <a class="press primary" href=${this.#t||B} target="_blank" rel="noopener noreferrer"
          >${e?"Open the link anyway":"Visit site"}</a
        >
      </form>
    </dialog>`}#s(){let e=this.#e;return n`<p>In a driver’s browser this link opens Content Manager. Here the server is simulated:</p>
      <p id="info" role="status">
        ${e?n`✅ <b>${e.name}</b> answers: ${e.track}, ${e.clients} of ${e.maxclients} drivers.`:this.#i?`\u274C ${this.#i}`:"Asking it\u2026"}
      </p>`}clicked=e=>{let i=e.composedPath().find(r=>r instanceof HTMLAnchorElement);if(!i?.closest("discord-message")||!i.href)return;e.preventDefault();let s=/^https:\/\/discord\.com\/channels\/\d+\/\d+\/(\d+)$/.exec(i.href)?.[1];if(s){let r=document.getElementById(`m${s}`);r?.scrollIntoView({block:"center"}),r?.animate([{backgroundColor:"#5865f266"},{}],1500);return}this.#r(i.href)};async#r(e){if([this.#t,this.#e,this.#i]=[e,void 0,""],this.room.changed(),document.querySelector("#leaving")?.showModal(),!!qr(e)){try{this.#e=await this.room.line.ask({do:"join",link:e})}catch(i){this.#i=i instanceof Error?i.message:String(i)}this.room.changed()}}};function qr(t){return/[?&]httpPort=/.test(t)}var pt=class extends Event{constructor(e,i,s,r){super("context-request",{bubbles:!0,composed:!0}),this.context=e,this.contextTarget=i,this.callback=s,this.subscribe=r??!1}};var Ct=class{constructor(e,i,s,r){if(this.subscribe=!1,this.provided=!1,this.value=void 0,this.t=(o,a)=>{this.unsubscribe&&(this.unsubscribe!==a&&(this.provided=!1,this.unsubscribe()),this.subscribe||this.unsubscribe()),this.value=o,this.host.requestUpdate(),this.provided&&!this.subscribe||(this.provided=!0,this.callback&&this.callback(o,a)),this.unsubscribe=a},this.host=e,i.context!==void 0){let o=i;this.context=o.context,this.callback=o.callback,this.subscribe=o.subscribe??!1}else this.context=i,this.callback=s,this.subscribe=r??!1;this.host.addController(this)}hostConnected(){this.dispatchRequest()}hostDisconnected(){this.unsubscribe&&(this.unsubscribe(),this.unsubscribe=void 0)}dispatchRequest(){this.host.dispatchEvent(new pt(this.context,this.host,this.t,this.subscribe))}};var Qi=class{get value(){return this.o}set value(e){this.setValue(e)}setValue(e,i=!1){let s=i||!Object.is(e,this.o);this.o=e,s&&this.updateObservers()}constructor(e){this.subscriptions=new Map,this.updateObservers=()=>{for(let[i,{disposer:s}]of this.subscriptions)i(this.o,s)},e!==void 0&&(this.value=e)}addCallback(e,i,s){if(!s)return void e(this.value);this.subscriptions.has(e)||this.subscriptions.set(e,{disposer:()=>{this.subscriptions.delete(e)},consumerHost:i});let{disposer:r}=this.subscriptions.get(e);e(this.value,r)}clearCallbacks(){this.subscriptions.clear()}};var Fs=class extends Event{constructor(e,i){super("context-provider",{bubbles:!0,composed:!0}),this.context=e,this.contextTarget=i}},Et=class extends Qi{constructor(e,i,s){super(i.context!==void 0?i.initialValue:s),this.onContextRequest=r=>{if(r.context!==this.context)return;let o=r.contextTarget??r.composedPath()[0];o!==this.host&&(r.stopPropagation(),this.addCallback(r.callback,o,r.subscribe))},this.onProviderRequest=r=>{if(r.context!==this.context||(r.contextTarget??r.composedPath()[0])===this.host)return;let o=new Set;for(let[a,{consumerHost:l}]of this.subscriptions)o.has(a)||(o.add(a),l.dispatchEvent(new pt(this.context,l,a,!0)));r.stopPropagation()},this.host=e,i.context!==void 0?this.context=i.context:this.context=i,this.attachListeners(),this.host.addController?.(this)}attachListeners(){this.host.addEventListener("context-request",this.onContextRequest),this.host.addEventListener("context-provider",this.onProviderRequest)}hostConnected(){this.host.dispatchEvent(new Fs(this.context,this.host))}};function vi({context:t}){return(e,i)=>{let s=new WeakMap;if(typeof i=="object")return{get(){return e.get.call(this)},set(r){return s.get(this).setValue(r),e.set.call(this,r)},init(r){return s.set(this,new Et(this,{context:t,initialValue:r})),r}};{e.constructor.addInitializer((a=>{s.set(a,new Et(a,{context:t}))}));let r=Object.getOwnPropertyDescriptor(e,i),o;if(r===void 0){let a=new WeakMap;o={get(){return a.get(this)},set(l){s.get(this).setValue(l),a.set(this,l)},configurable:!0,enumerable:!0}}else{let a=r.set;o={...r,set(l){s.get(this).setValue(l),a?.call(this,l)}}}return void Object.defineProperty(e,i,o)}}}function J({context:t,subscribe:e}){return(i,s)=>{typeof s=="object"?s.addInitializer((function(){new Ct(this,{context:t,callback:r=>{i.set.call(this,r)},subscribe:e})})):i.constructor.addInitializer((r=>{new Ct(r,{context:t,callback:o=>{r[s]=o},subscribe:e})}))}}var Y=t=>(e,i)=>{i!==void 0?i.addInitializer(()=>{customElements.define(t,e)}):customElements.define(t,e)};var wo={attribute:!0,type:String,converter:ci,reflect:!1,hasChanged:Di},$o=(t=wo,e,i)=>{let{kind:s,metadata:r}=i,o=globalThis.litPropertyMetadata.get(r);if(o===void 0&&globalThis.litPropertyMetadata.set(r,o=new Map),s==="setter"&&((t=Object.create(t)).wrapped=!0),o.set(i.name,t),s==="accessor"){let{name:a}=i;return{set(l){let f=e.get.call(this);e.set.call(this,l),this.requestUpdate(a,f,t,!0,l)},init(l){return l!==void 0&&this.C(a,void 0,t,l),l}}}if(s==="setter"){let{name:a}=i;return function(l){let f=this[a];e.call(this,l),this.requestUpdate(a,f,t,!0,l)}}throw Error("Unsupported decorator location: "+s)};function z(t){return(e,i)=>typeof i=="object"?$o(t,e,i):((s,r,o)=>{let a=r.hasOwnProperty(o);return r.constructor.createProperty(o,s),a?Object.getOwnPropertyDescriptor(r,o):void 0})(t,e,i)}var vt=Qe(class extends Fe{constructor(t){if(super(t),t.type!==Ht.ATTRIBUTE||t.name!=="class"||t.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(t){return" "+Object.keys(t).filter(e=>t[e]).join(" ")+" "}update(t,[e]){if(this.st===void 0){this.st=new Set,t.strings!==void 0&&(this.nt=new Set(t.strings.join(" ").split(/\s/).filter(s=>s!=="")));for(let s in e)e[s]&&!this.nt?.has(s)&&this.st.add(s);return this.render(e)}let i=t.element.classList;for(let s of this.st)s in e||(i.remove(s),this.st.delete(s));for(let s in e){let r=!!e[s];r===this.st.has(s)||this.nt?.has(s)||(r?(i.add(s),this.st.add(s)):(i.remove(s),this.st.delete(s)))}return Ae}});var Z=t=>t??B;function V(t,e,i){return t?e(t):i?.(t)}var gi=(t,e)=>{let i=t._$AN;if(i===void 0)return!1;for(let s of i)s._$AO?.(e,!1),gi(s,e);return!0},Yi=t=>{let e,i;do{if((e=t._$AM)===void 0)break;i=e._$AN,i.delete(t),t=e}while(i?.size===0)},Fr=t=>{for(let e;e=t._$AM;t=e){let i=e._$AN;if(i===void 0)e._$AN=i=new Set;else if(i.has(t))break;i.add(t),To(e)}};function ko(t){this._$AN!==void 0?(Yi(this),this._$AM=t,Fr(this)):this._$AM=t}function Ho(t,e=!1,i=0){let s=this._$AH,r=this._$AN;if(r!==void 0&&r.size!==0)if(e)if(Array.isArray(s))for(let o=i;o<s.length;o++)gi(s[o],!1),Yi(s[o]);else s!=null&&(gi(s,!1),Yi(s));else gi(this,t)}var To=t=>{t.type==Ht.CHILD&&(t._$AP??=Ho,t._$AQ??=ko)},Ji=class extends Fe{constructor(){super(...arguments),this._$AN=void 0}_$AT(e,i,s){super._$AT(e,i,s),Fr(this),this.isConnected=e._$AU}_$AO(e,i=!0){e!==this.isConnected&&(this.isConnected=e,e?this.reconnected?.():this.disconnected?.()),i&&(gi(this,e),Yi(this))}setValue(e){if(Or(this._$Ct))this._$Ct._$AI(e,this);else{let i=[...this._$Ct._$AH];i[this._$Ci]=e,this._$Ct._$AI(i,this,0)}}disconnected(){}reconnected(){}};var Zs=class extends Ji{host;element;prevData={};eventData={};render(e){return B}update(e,[i]){this.element!==e.element&&(this.element=e.element),this.host=e.options?.host??this.element,this.apply(i),this.groom(i),this.prevData={...i}}apply(e){if(!e)return;let{prevData:i,element:s}=this;for(let[r,o]of Object.entries(e)){if(o===i[r])continue;let a=r.slice(1);switch(r[0]){case"@":this.eventData[a]=o,this.applyEvent(a,o);break;case".":s[a]=o;break;case"?":o?s.setAttribute(a,""):s.removeAttribute(a);break;default:o===null?s.removeAttribute(r):s.setAttribute(r,String(o));break}}}groom(e){let{prevData:i,element:s}=this;if(i)for(let[r,o]of Object.entries(i)){let a=r.slice(1);if(!e||!(r in e)&&s[a]===o)switch(r[0]){case"@":this.groomEvent(a,o);break;case".":s[a]=void 0;break;case"?":s.removeAttribute(a);break;default:s.removeAttribute(r);break}}}applyEvent(e,i){let{prevData:s,element:r}=this;this.eventData[e]=i,s[e]&&r.removeEventListener(e,this,i),r.addEventListener(e,this,i)}groomEvent(e,i){let{element:s}=this;Reflect.deleteProperty(this.eventData,e),s.removeEventListener(e,this,i)}handleEvent(e){let i=this.eventData[e.type];typeof i=="function"?i.call(this.host,e):i.handleEvent(e)}disconnected(){let{eventData:e,element:i}=this;for(let[s,r]of Object.entries(e)){let o=s.slice(1);i.removeEventListener(o,this,r)}}reconnected(){let{eventData:e,element:i}=this;for(let[s,r]of Object.entries(e)){let o=s.slice(1);i.addEventListener(o,this,r)}}},E=Qe(Zs);var Co=C`
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
`;function es(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Co}
	</svg>`}var Eo=C`
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
`;function ts(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Eo}
	</svg>`}var Ao=C`
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
`;function is(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Ao}
	</svg>`}var So=C`
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
`;function ss(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${So}
	</svg>`}var Ro=C`
	<path d="M6.563.875h-.438V.438H4.812v1.313h-.438V.875h-.436V.438h-.875v.438h-.438v.875h-.437V.438H.875v.438H.438v1.75h.438v.438h.875v.438h.438v.875h.438v.438h.438v.438h.875v-.438h.438v-.438h.438V3.5h.438v-.437h.875v-.438h.438z" fill="#ff7fc0"/>
	<path d="M3.938 0h-.875v.438h.875zm-1.75 0H.875v.438h1.313zm3.938 0H4.813v.438h1.313zm.438.438h-.438v.438h.438zm.438.438h-.438v1.75h.438zM4.377.438h-.439v.438h.438v.875h.438V.438zm-2.189 0v1.313h.438V.875h.438V.438zm-1.313 0H.438v.438h.438zM.438.875H0v1.75h.438zm.438 1.75H.438v.438h.438zm.875.438H.875v.438h.875zm4.375 0h-.875v.438h.875zm.438-.438h-.438v.438h.438zM5.251 3.938V3.5h-.438v.875h1.75v-.437zM1.75 3.5v.438H.438v.438h1.75V3.5zm-1.313.875H0v1.75h.438zm.438 1.75H.438v.438h.438zm5.25.438H.875v.438h5.25zm.438-.438h-.438v.438h.438zm.438-1.75h-.438v1.75h.438zm-4.376 0h-.437v.438h.438zm.438.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm.438-.438h-.438v.438h.438zm-.875.875h-.876v.438h.875z" fill="#000"/>
	<path d="M4.813 4.375v.438h-.438v.438h-.437v.438h-.875v-.438h-.438v-.438h-.437v-.438H.438v1.75h.438v.438h5.25v-.438h.438v-1.75z" fill="#6be473"/>
	<path d="M1.75 5.25h-.437v.438h.438zm-.438-.438H.875v.438h.438zM5.25 6.125v-.438h-.438v.438h-.874v-.438h-.875v.438h-.875v-.438H1.75v.438H.875v.438h5.25v-.438zm.438-.875H5.25v.438h.438zm.438-.438h-.438v.438h.438zm.438.875h-.438v.438h.438z" fill="#008456"/>
	<path d="M2.625 3.938h-.437v.438h.438zm.438.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm.438-.438h-.438v.438h.438zm.438-.875h-.438v.438h.438zm.875-.438h-.438v.438h.438zm.438-.875h-.438v.875h.438zM3.94 4.813h-.877v.438h.875z" fill="#ff1c90"/>
	<path d="M4.375 5.25h-.437v.438h.438zm.438-.438h-.438v.438h.438zm.438-.438h-.438v.438h.438zm-4.813.001v.875h.438v-.438h1.313v-.438zm.438-3.5H.438v.875h.438zM2.189.437H.875v.438h1.313zm.875.438h-.439v.438h.438zm.875-.438h-.876v.438h.875zm1.313 0h-.438v.875h.438V.875h.875V.438z" fill="#f0f0f0"/>
`;function rs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Ro}
	</svg>`}var Io=C`
	<path d="M3.063.875v.438h.875V.875zm.875-.438v.438h1.75V.438zm1.75.438v.438h.438V.875zm.438.438v.438h.438v-.438zm.438.438v2.188h.438V1.75zm-.438 2.188v.875h.438v-.876zm-.438.875v.438h.438v-.438zm-.875.438v.438h.875v-.438zm-.875.438v.438h.875V5.69zm-.875.438v.438h.875v-.438z" fill="#000"/>
	<path d="M6.563 1.75h-.438v-.437h-.438V.875H3.938v.438h-.875V.875h-1.75v.438H.875v.438H.438v2.188h.438v.875h.438v.438h.875v.438h.875v.438h.875V5.69h.875v-.438h.875v-.438h.438v-.876h.438z" fill="#ff7fc0"/>
	<path d="M6.563 1.75h-.438v2.188h.438zm-.438 2.188h-.438v.875h.438zm-4.812 0H.875v.875h.438zm4.375.875h-.875v.438h.875zm-.875.438h-.875v.438h.875zm-.875.438h-.875v.438h.875zm-.875-.438h-.875v.438h.875zm-.875-.438h-.875v.438h.875z" fill="#ff1b90"/>
	<path d="M1.313.438v.438h1.75V.438zM.875.875v.438h.438V.875zm-.437.438v.438h.438v-.438zM0 1.75v2.188h.438V1.75zm.438 2.188v.875h.438v-.875zm.438.875v.438h.438v-.438zm.438.438v.438h.875v-.438zm.875.438v.438h.875v-.438z" fill="#000"/>
	<path d="M1.313.875v.438h1.75V.875zm2.625 0v.438h1.75V.875zm-.875.438v.438h.875v-.438z" fill="#f0f0f0"/>
	<path opacity=".6" d="M4.813 2.625v-.437h-.875v.438h-.875v-.438h-.875v.438H1.75v1.313h.438v.438h.879v.438h.875v-.438h.871v-.439h.438V2.625z" fill="#fff"/>
	<path d="M5.688 1.313v.438h.438v-.438zm-4.813 0v.438h.438v-.438zm.438.438v.438h.438V1.75zM.438 1.75v.875h.438V1.75z" fill="#f0f0f0"/>
`;function as(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Io}
	</svg>`}var jo=C`
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
`;function os(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${jo}
	</svg>`}var Do=C`
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
`;function ds(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Do}
	</svg>`}var Vo=C`
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
`;function ns(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Vo}
	</svg>`}var Oo=C`
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
`;function ls(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Oo}
	</svg>`}var Bo=C`
	<path d="M6.125 2.188v-.875h-.438V.875h-.438V.438h-.875v.438h.438v.438h.438v1.75h-.438v.438h-.438v.438H2.625V3.5h-.437v-.437H1.75v-1.75h.438V.875h.438V.438H1.75v.438h-.437v.438H.875v.875H.438v2.625h.438v.875h.438v.438h.875v.438h2.625v-.438h.875v-.438h.438v-.875h.438V2.188z" fill="#b79cf8"/>
	<path d="M2.625 0H1.75v.438h.875zM.875 1.313H.438v.875h.438zm1.313 0H1.75v1.75h.438zm2.188 2.188H2.625v.438h1.75z" fill="#000"/>
	<path d="M4.375 3.938h-1.75v.438h1.75z" fill="#f0f0f0"/>
	<path d="M.438 2.188H0v2.625h.438zm4.375 4.375H2.188v.438h2.625z" fill="#000"/>
	<path d="M.875 4.375H.438v.438h.438zm4.813.875h-.875v.438H2.188V5.25h-.875v-.438H.875v.875h.438v.438h.875v.438h2.625v-.438h.875v-.438h.438v-.875h-.438zm.875-.875h-.438v.438h.438z" fill="#816bee"/>
	<path d="M1.75.438h-.437v.438h.438zm-.437.437H.875v.438h.438z" fill="#000"/>
	<path d="M2.625.438H1.75v.438h.875zM1.75.875h-.437v.438h.438zm-.437.438H.875v.438h.438zm-.438.875H.438v.438h.438zm.438.438H.875v.438h.438zm.875.438H1.75v.438h.438zm.438.438h-.438v.438h.438zm2.625-.438h-.438v.438h.438zM4.813.439h-.438v.438h.438zm0 3.063h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M3.063.438h-.438v.438h.438zm-.438.437h-.437v.438h.438zm0 2.188h-.437v.438h.438zm-1.75 1.75H.438v.875h.438zm.438.875H.875v.438h.438zM5.251 0h-.875v.438h.875zm.438 6.125h-.875v.438h.875zm-3.5 0h-.876v.438h.875zm4.374-4.812h-.438v.875h.438zm-1.313 0h-.438v1.75h.438zM7 2.188h-.438v2.625H7zM5.687.438h-.438v.438h.438zm.438.438h-.438v.438h.438zM4.375.438h-.437v.438h.438zm.438.438h-.438v.438h.438zm0 2.188h-.438v.438h.438zm1.75 1.75h-.438v.875h.438zm-.438.875h-.438v.438h.438z" fill="#000"/>
	<path d="M2.188.875H1.75v.438h.438z" fill="#b79cf8"/>
`;function cs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Bo}
	</svg>`}var Po=C`
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
`;function hs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Po}
	</svg>`}var Lo=C`
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
`;function us(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Lo}
	</svg>`}var No=C`
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
`;function fs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${No}
	</svg>`}var Uo=C`
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
`;function ms(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Uo}
	</svg>`}var qo=C`
	<path d="M5.688 1.313V.875h-.875v.438h-.438V.875h-.437V.438h-.875v.438h-.438v.438h-.437V.875h-.875v.438H.875v1.75h.875v.438h.438v-.438h2.625v.438h.438v-.438h.875v-1.75z" fill="#d1cdd5"/>
	<path d="M6.125 3.938V3.5h-1.75v-.437h-1.75v.438H.875v.438H.438v1.313h.438v.438h1.75v.438h.438v.438h.875v-.438h.438V5.69h1.75v-.438h.438V3.938z" fill="#57595f"/>
	<path d="M3.938 0h-.875v.438h.875zm-.875.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm1.313 0h-.875v.438h.875zm.438.438h-.438v.438h.438zm-1.313 0h-.438v.438h.438zM2.625.875h-.437v.438h.438zM2.188.438h-.875v.438h.875zm-1.313.875H.438v1.75h.438zm.438-.438H.875v.438h.438zM.875 3.5H.438v.438h.438zm-.437.438H0v1.313h.438zm.438 1.313H.438v.438h.438zm1.75.438H.875v.438h1.75zm.438.438h-.439v.438h.438zm.875.438h-.876v.438h.875zm.438-.438h-.439v.438h.438zm1.75-.438h-1.75v.438h1.75zm.438-.438h-.438v.438h.438zm.438-1.313h-.438v1.313h.438zM6.565 3.5h-.438v.438h.438zm0-2.188h-.438v1.75h.438zM2.188 3.5H1.75v.438h.438zm.438-.438h-.438V3.5h.438zm1.75-.438H2.625v.438h1.75zm.438.438h-.438V3.5h.438zm.438.438h-.438v.438h.438zm.438-.438h-.438V3.5h.875v-.437zm-4.377.001H.875v.438h.875v-.438z" fill="#000"/>
	<path d="M.875 4.813H.438v.438h.438zm.438.438H.875v.438h.438zm1.75.438h-.438v.438h.438zm1.313 0h-.438v.438h.438zm-.438.438h-.875v.438h.875zm2.188-.875h-.438v.438h.438zm.438-1.313h-.438v1.313h.438z" fill="#35363a"/>
	<path d="M1.313 2.625H.875v.438h.438zm.875.438H1.75v.438h.438zm3.063 0h-.438v.438h.438zm-2.626-.438h-.437v.438h.438zm2.188 0h-.438v.438h.438z" fill="#847d8b"/>
	<path d="M5.25 3.063h-.438v.438h.438zm-.875-.875h-1.75v.438h1.75zm1.75-.438h-.438v1.313h.438z" fill="#847d8b"/>
	<path d="M1.75 1.75h-.437v.438h.438zm-.437-.437H.875v.438h.438zm.875-.438h-.875v.438h.875zm.875 0h-.438v.438h.438zm.875-.438h-.875v.438h.875zm.438.438h-.438v.438h.438zm1.313 0h-.875v.438h.875zm.438.438h-.438v.438h.438z" fill="#f0f0f0"/>
	<path d="M.875 3.938H.438v.438h.438zm.438-.438H.875v.438h.438zm1.313 0h-.438v.438h.438zm1.75-.438H2.625V3.5h1.75zm.875.875h-.438v.438h.438zm.875-.438h-.875v.438h.875z" fill="#d8d8d8"/>
`;function ps(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${qo}
	</svg>`}var Fo=C`
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
`;function vs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Fo}
	</svg>`}var Zo=C`
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
`;function gs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Zo}
	</svg>`}var Wo=C`
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
`;function _s(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Wo}
	</svg>`}var Go=C`
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
`;function bs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Go}
	</svg>`}var Ko=C`
	<path d="M5.688 2.625v-.437H5.25V1.75h-.438v-.437h-.438V.875h-.436V.438h-.875v.438h-.438v.438h-.437v.438H1.75v.438h-.437v.438H.875v.875H.438v2.188h.438v.438h.875v.438h3.5v-.438h.875v-.438h.438V3.5h-.438v-.875z" fill="#0abbff"/>
	<path d="M3.063 0v.438h.875V0zm-.438.438v.438h.438V.438zm1.313 0v.438h.438V.438zm.438.438v.438h.438V.875zm.438.438v.438h.438v-.439zm.438.438v.438h.438v-.44zm.438.438v.438h.438v-.44zm.438.438v.875h.438v-.878zm-5.69-.003V3.5h.438v-.875zM0 3.5v2.188h.438V3.5zm6.563 0v2.188h.438V3.5zM2.188.875v.438h.438V.875zm-.438.438v.438h.438v-.438zm-.437.437v.438h.438V1.75zm-.438.438v.438h.438v-.438zm-.438 3.5v.438h.438v-.438zm5.688 0v.438h.438v-.438zm-4.375.875v.438h3.5v-.438z" fill="#000"/>
	<path d="M1.75 6.125v.438h3.5v-.438z" fill="#4282d8"/>
	<path d="M.875 6.125v.438h.875v-.438zm5.25.438v-.438H5.25v.438z" fill="#000"/>
	<path d="M3.063.438v.438h.875V.438z" fill="#fff"/>
	<path opacity=".5" d="M4.813 3.5v-.437h-.438v-.438h-.437v-.437h-.875v.438h-.438v.438h-.437v.438H1.75v1.313h.438v.438h2.625v-.438h.438V3.5z" fill="#fff"/>
	<path d="M2.625.875v.438h.438V.875zm-.437.438v.438h.438v-.438zm.438.438v.438h.438V1.75zM1.75 1.75v.438h.438V1.75zm-.437.438v.438h.438v-.438zm-.438.437V3.5h.438v-.875zM.438 3.5v.875h.438V3.5z" fill="#fff"/>
	<path d="M5.25 2.188v.438h.438v-.438zm.438.438v.875h.438v-.876zm.438.875v1.75h-.438v.438H5.25v.438h.875v-.438h.438V3.5zM.875 6.125h.875v-.438H.875z" fill="#4282d8"/>
`;function zs(t={}){return n`<svg
		${E(t)}
		aria-hidden="true"
		role="img"
		width="14"
		height="14"
		viewBox="0 0 7 7"
		fill="none"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Ko}
	</svg>`}var Qo=globalThis.$discordMessage??{};function Mt(){return Qo}var Ws={blue:"https://cdn.discordapp.com/embed/avatars/0.png",gray:"https://cdn.discordapp.com/embed/avatars/1.png",green:"https://cdn.discordapp.com/embed/avatars/2.png",orange:"https://cdn.discordapp.com/embed/avatars/3.png",red:"https://cdn.discordapp.com/embed/avatars/4.png",pink:"https://cdn.discordapp.com/embed/avatars/5.png"},Gs=Mt().avatars??{},Oe=Object.assign(Ws,Gs,{default:Ws[Gs.default]??Gs.default??Ws.blue}),wt=Mt().profiles??{},Zr=Mt().defaultTheme==="light"?"light":"dark",Wr=Mt().defaultMode==="compact"?"compact":"cozy",Gr=Mt().defaultBackground==="none"?"none":"discord",Kr=new Map([["heart",as()],["crystal",es()],["diamond",ts()],["explosion",is()],["flame",ss()],["flower",rs()],["key",os()],["leaf",ds()],["lightning",ns()],["magic",ls()],["moon",cs()],["mushroom",hs()],["mythical",us()],["ornament",fs()],["plasma",ms()],["rock",ps()],["shell",vs()],["skull",gs()],["sun",_s()],["sword",bs()],["water",zs()]]);var Xo=new Intl.DateTimeFormat("en-US",{day:"2-digit",month:"2-digit",year:"numeric"}),Yo=new Intl.DateTimeFormat("en-US",{hour12:!0,hour:"2-digit",minute:"2-digit"}),Jo=new Intl.DateTimeFormat("en-US",{hour12:!1,hour:"2-digit",minute:"2-digit"}),ed=t=>t instanceof Date?Xo.format(t):t,td=(t,e=!1)=>t instanceof Date?e?Jo.format(t):Yo.format(t):t;function At(t,e=!1,i=!1){if(!(t instanceof Date)&&typeof t!="string")throw new TypeError("Timestamp prop must be a Date object or a string.");return e?td(t,i):ed(t)}var id=/(?:<(?<animated>a)?:(?<name>\w{2,32}):)?(?<id>\d{17,21})>?/;function St(t){let e=Mt().emojis?.[t];if(e)return e;let i=id.exec(t);if(i?.groups){let{name:s,id:r,animated:o}=i.groups;return{name:s,url:`https://cdn.discordapp.com/emojis/${r}.${o?"gif":"png"}`}}}function ys(t){if(t)return Kr.get(t)??t}var sd=C`
	<path
		fill="currentColor"
		d="M18.91 12.98a5.45 5.45 0 0 1 2.18 6.2c-.1.33-.09.68.1.96l.83 1.32a1 1 0 0 1-.84 1.54h-5.5A5.6 5.6 0 0 1 10 17.5a5.6 5.6 0 0 1 5.68-5.5c1.2 0 2.32.36 3.23.98Z"
	/>
	<path
		fill="currentColor"
		d="M19.24 10.86c.32.16.72-.02.74-.38L20 10c0-4.42-4.03-8-9-8s-9 3.58-9 8c0 1.5.47 2.91 1.28 4.11.14.21.12.49-.06.67l-1.51 1.51A1 1 0 0 0 2.4 18h5.1a.5.5 0 0 0 .49-.5c0-4.2 3.5-7.5 7.68-7.5 1.28 0 2.5.3 3.56.86Z"
	/>
`;function _i(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 20 20"
		xmlns="http://www.w3.org/2000/svg"
	>
		${sd}
	</svg>`}var rd=C`
	<path
		fill="currentColor"
		fill-rule="evenodd"
		clip-rule="evenodd"
		d="M10.99 3.16A1 1 0 1 0 9 2.84L8.15 8H4a1 1 0 0 0 0 2h3.82l-.67 4H3a1 1 0 1 0 0 2h3.82l-.8 4.84a1 1 0 0 0 1.97.32L8.85 16h4.97l-.8 4.84a1 1 0 0 0 1.97.32l.86-5.16H20a1 1 0 1 0 0-2h-3.82l.67-4H21a1 1 0 1 0 0-2h-3.82l.8-4.84a1 1 0 1 0-1.97-.32L15.15 8h-4.97l.8-4.84ZM14.15 14l.67-4H9.85l-.67 4h4.97Z"
	/>
`;function bi(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${rd}
	</svg>`}var ad=C`
	<path
		fill="currentColor"
		d="M12 2.81a1 1 0 0 1 0-1.41l.36-.36a1 1 0 0 1 1.41 0l9.2 9.2a1 1 0 0 1 0 1.4l-.7.7a1 1 0 0 1-1.3.13l-9.54-6.72a1 1 0 0 1-.08-1.58l1-1L12 2.8ZM12 21.2a1 1 0 0 1 0 1.41l-.35.35a1 1 0 0 1-1.41 0l-9.2-9.19a1 1 0 0 1 0-1.41l.7-.7a1 1 0 0 1 1.3-.12l9.54 6.72a1 1 0 0 1 .07 1.58l-1 1 .35.36ZM15.66 16.8a1 1 0 0 1-1.38.28l-8.49-5.66A1 1 0 1 1 6.9 9.76l8.49 5.65a1 1 0 0 1 .27 1.39ZM17.1 14.25a1 1 0 1 0 1.11-1.66L9.73 6.93a1 1 0 0 0-1.11 1.66l8.49 5.66Z"
	/>
`;function zi(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${ad}
	</svg>`}var od=C`
	<path
		fill="currentColor"
		fill-rule="evenodd"
		clip-rule="evenodd"
		d="M6 9h1V6a5 5 0 0 1 10 0v3h1a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3v-8a3 3 0 0 1 3-3Zm9-3v3H9V6a3 3 0 1 1 6 0Zm-1 8a2 2 0 0 1-1 1.73V18a1 1 0 1 1-2 0v-2.27A2 2 0 1 1 14 14Z"
	/>
`;function yi(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${od}
	</svg>`}var dd=C`
	<path
		fill="currentColor"
		d="M12 3a1 1 0 0 0-1-1h-.06a1 1 0 0 0-.74.32L5.92 7H3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h2.92l4.28 4.68a1 1 0 0 0 .74.32H11a1 1 0 0 0 1-1V3ZM15.1 20.75c-.58.14-1.1-.33-1.1-.92v-.03c0-.5.37-.92.85-1.05a7 7 0 0 0 0-13.5A1.11 1.11 0 0 1 14 4.2v-.03c0-.6.52-1.06 1.1-.92a9 9 0 0 1 0 17.5Z"
	/>
	<path
		fill="currentColor"
		d="M15.16 16.51c-.57.28-1.16-.2-1.16-.83v-.14c0-.43.28-.8.63-1.02a3 3 0 0 0 0-5.04c-.35-.23-.63-.6-.63-1.02v-.14c0-.63.59-1.1 1.16-.83a5 5 0 0 1 0 9.02Z"
	/>
`;function xi(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-hidden="false"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${dd}
	</svg>`}var Rt=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Be=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},de="light-theme",Pe="compact-mode",Ks="no-background",u8=(()=>{let t=[Y("discord-messages")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[];var P=class extends r{static{s=this}static{let w=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[vi({context:de}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],f=[vi({context:Ks}),z({type:Boolean,reflect:!0,attribute:"no-background"})],d=[vi({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],v=[z({reflect:!0,attribute:"channel-type"})],_=[z({reflect:!0,attribute:"channel-name"})],Rt(this,null,o,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:M=>"lightTheme"in M,get:M=>M.lightTheme,set:(M,L)=>{M.lightTheme=L}},metadata:w},a,l),Rt(this,null,f,{kind:"accessor",name:"noBackground",static:!1,private:!1,access:{has:M=>"noBackground"in M,get:M=>M.noBackground,set:(M,L)=>{M.noBackground=L}},metadata:w},m,c),Rt(this,null,d,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:M=>"compactMode"in M,get:M=>M.compactMode,set:(M,L)=>{M.compactMode=L}},metadata:w},b,p),Rt(this,null,v,{kind:"accessor",name:"channelType",static:!1,private:!1,access:{has:M=>"channelType"in M,get:M=>M.channelType,set:(M,L)=>{M.channelType=L}},metadata:w},u,h),Rt(this,null,_,{kind:"accessor",name:"channelName",static:!1,private:!1,access:{has:M=>"channelName"in M,get:M=>M.channelName,set:(M,L)=>{M.channelName=L}},metadata:w},R,T),Rt(null,e={value:s},t,{kind:"class",name:s.name,metadata:w},null,i),P=s=e.value,w&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:w})}static styles=X`
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
	`;#t=Be(this,a,!1);get lightTheme(){return this.#t}set lightTheme(w){this.#t=w}#e=(Be(this,l),Be(this,m,!1));get noBackground(){return this.#e}set noBackground(w){this.#e=w}#i=(Be(this,c),Be(this,b,!1));get compactMode(){return this.#i}set compactMode(w){this.#i=w}#s=(Be(this,p),Be(this,u,void 0));get channelType(){return this.#s}set channelType(w){this.#s=w}#r=(Be(this,h),Be(this,R,void 0));get channelName(){return this.#r}set channelName(w){this.#r=w}connectedCallback(){super.connectedCallback(),(this.lightTheme||Zr==="light"&&this.lightTheme)&&(this.lightTheme=!0),(this.compactMode||Wr==="compact"&&this.compactMode)&&(this.compactMode=!0),(this.noBackground||Gr==="none"&&this.noBackground)&&(this.noBackground=!0)}render(){let w;switch(this.channelType){case"text":w=n`${bi()}`;break;case"voice":w=n`${xi()}`;break;case"locked":w=n`${yi()}`;break;case"thread":w=n`${zi()}`;break;case"forum":w=n`${_i()}`;break}return n`
			${V(this.channelType&&this.channelName,()=>n`<div class="discord-channel-header">
						<div class="discord-channel-icon">${w}</div>
						<div class="discord-channel-name">${this.channelName}</div>
					</div>`)}
			<slot></slot>
		`}constructor(){super(...arguments),Be(this,T)}static{Be(s,i)}};return P=s})();var nd=C`
	<path d="M7.4,11.17,4,8.62,5,7.26l2,1.53L10.64,4l1.36,1Z" fill="currentColor" />
`;function Le(t={}){return n`<svg
		${E(t)}
		class="discord-application-tag-verified"
		aria-label="Verified App"
		aria-hidden="false"
		width="16"
		height="16"
		viewBox="0 0 16 15.2"
		xmlns="http://www.w3.org/2000/svg"
	>
		${nd}
	</svg>`}var Qs=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Mi=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},w8=(()=>{let t=[Y("discord-verified-author-tag")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[];var d=class extends r{static{s=this}static{let b=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({type:Boolean})],f=[J({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],Qs(this,null,o,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:p=>"verified"in p,get:p=>p.verified,set:(p,v)=>{p.verified=v}},metadata:b},a,l),Qs(this,null,f,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:p=>"compactMode"in p,get:p=>p.compactMode,set:(p,v)=>{p.compactMode=v}},metadata:b},m,c),Qs(null,e={value:s},t,{kind:"class",name:s.name,metadata:b},null,i),d=s=e.value,b&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:b})}static styles=X`
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
	`;#t=Mi(this,a,!1);get verified(){return this.#t}set verified(b){this.#t=b}#e=(Mi(this,l),Mi(this,m,!1));get compactMode(){return this.#e}set compactMode(b){this.#e=b}render(){return n`${V(this.verified,()=>Le())}App`}constructor(){super(...arguments),Mi(this,c)}static{Mi(s,i)}};return d=s})();var Xs=class extends Fe{#t=new Set;constructor(e){super(e)}render(e){return Ae}update(e,[i]){let{style:s}=e.element;for(let r of this.#t)i[r]==null&&s.removeProperty(r);this.#t.clear();for(let[r,o]of Object.entries(i))o!=null&&(s.setProperty(r,String(o)),this.#t.add(r));return Ae}},Ne=Qe(Xs);var Se=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},ie=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},P8=(()=>{let t=[Y("discord-author-info")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[],P,w=[],M=[],L,le=[],he=[],ue,ve=[],ge=[],_e,be=[],ze=[],ye,xe=[],Me=[],we,$e=[],ke=[],He,Te=[],Ce=[],Ee,O=[],k=[];var F=class extends r{static{s=this}static{let j=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z()],f=[z({type:Boolean})],d=[z({type:Boolean})],v=[z({type:Boolean,attribute:"official-app"})],_=[z({type:Boolean})],P=[z({attribute:"role-color"})],L=[z({attribute:"role-icon"})],ue=[z({attribute:"role-name"})],_e=[z({attribute:"clan-icon"})],ye=[z({attribute:"clan-tag"})],we=[z({type:Boolean})],He=[J({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],Ee=[J({context:de}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],Se(this,null,o,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:$=>"author"in $,get:$=>$.author,set:($,W)=>{$.author=W}},metadata:j},a,l),Se(this,null,f,{kind:"accessor",name:"bot",static:!1,private:!1,access:{has:$=>"bot"in $,get:$=>$.bot,set:($,W)=>{$.bot=W}},metadata:j},m,c),Se(this,null,d,{kind:"accessor",name:"server",static:!1,private:!1,access:{has:$=>"server"in $,get:$=>$.server,set:($,W)=>{$.server=W}},metadata:j},b,p),Se(this,null,v,{kind:"accessor",name:"officialApp",static:!1,private:!1,access:{has:$=>"officialApp"in $,get:$=>$.officialApp,set:($,W)=>{$.officialApp=W}},metadata:j},u,h),Se(this,null,_,{kind:"accessor",name:"op",static:!1,private:!1,access:{has:$=>"op"in $,get:$=>$.op,set:($,W)=>{$.op=W}},metadata:j},R,T),Se(this,null,P,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:$=>"roleColor"in $,get:$=>$.roleColor,set:($,W)=>{$.roleColor=W}},metadata:j},w,M),Se(this,null,L,{kind:"accessor",name:"roleIcon",static:!1,private:!1,access:{has:$=>"roleIcon"in $,get:$=>$.roleIcon,set:($,W)=>{$.roleIcon=W}},metadata:j},le,he),Se(this,null,ue,{kind:"accessor",name:"roleName",static:!1,private:!1,access:{has:$=>"roleName"in $,get:$=>$.roleName,set:($,W)=>{$.roleName=W}},metadata:j},ve,ge),Se(this,null,_e,{kind:"accessor",name:"clanIcon",static:!1,private:!1,access:{has:$=>"clanIcon"in $,get:$=>$.clanIcon,set:($,W)=>{$.clanIcon=W}},metadata:j},be,ze),Se(this,null,ye,{kind:"accessor",name:"clanTag",static:!1,private:!1,access:{has:$=>"clanTag"in $,get:$=>$.clanTag,set:($,W)=>{$.clanTag=W}},metadata:j},xe,Me),Se(this,null,we,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:$=>"verified"in $,get:$=>$.verified,set:($,W)=>{$.verified=W}},metadata:j},$e,ke),Se(this,null,He,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:$=>"compactMode"in $,get:$=>$.compactMode,set:($,W)=>{$.compactMode=W}},metadata:j},Te,Ce),Se(this,null,Ee,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:$=>"lightTheme"in $,get:$=>$.lightTheme,set:($,W)=>{$.lightTheme=W}},metadata:j},O,k),Se(null,e={value:s},t,{kind:"class",name:s.name,metadata:j},null,i),F=s=e.value,j&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:j})}static styles=X`
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
	`;#t=ie(this,a,void 0);get author(){return this.#t}set author(j){this.#t=j}#e=(ie(this,l),ie(this,m,!1));get bot(){return this.#e}set bot(j){this.#e=j}#i=(ie(this,c),ie(this,b,!1));get server(){return this.#i}set server(j){this.#i=j}#s=(ie(this,p),ie(this,u,!1));get officialApp(){return this.#s}set officialApp(j){this.#s=j}#r=(ie(this,h),ie(this,R,!1));get op(){return this.#r}set op(j){this.#r=j}#d=(ie(this,T),ie(this,w,void 0));get roleColor(){return this.#d}set roleColor(j){this.#d=j}#a=(ie(this,M),ie(this,le,void 0));get roleIcon(){return this.#a}set roleIcon(j){this.#a=j}#o=(ie(this,he),ie(this,ve,void 0));get roleName(){return this.#o}set roleName(j){this.#o=j}#l=(ie(this,ge),ie(this,be,void 0));get clanIcon(){return this.#l}set clanIcon(j){this.#l=j}#n=(ie(this,ze),ie(this,xe,void 0));get clanTag(){return this.#n}set clanTag(j){this.#n=j}#c=(ie(this,Me),ie(this,$e,!1));get verified(){return this.#c}set verified(j){this.#c=j}#h=(ie(this,ke),ie(this,Te,!1));get compactMode(){return this.#h}set compactMode(j){this.#h=j}#u=(ie(this,Ce),ie(this,O,!1));get lightTheme(){return this.#u}set lightTheme(j){this.#u=j}render(){let j=ys(this.clanIcon),$=this.clanTag?.slice(0,4);return n`${V(this.compactMode,()=>null,()=>n`<span class="discord-author-username" style="${Ne({color:this.roleColor??void 0})}">${this.author}</span>`)}
		${V(this.roleIcon&&!this.compactMode,()=>n`<img
					class="discord-author-role-icon"
					src=${Z(this.roleIcon)}
					height="20"
					width="20"
					alt=${Z(this.roleName)}
					draggable="false"
				/>`)}
		${V(this.bot&&!this.server&&!this.officialApp,()=>n`<discord-verified-author-tag .verified=${this.verified}></discord-verified-author-tag>`)}
		${V(this.server&&!this.bot&&!this.officialApp,()=>n`<span class="discord-application-tag">Server</span>`)}
		${V(this.officialApp&&!this.server&&!this.bot,()=>n`<span class="discord-official-application">${Le()}OFFICIAL</span>`)}
		${V(this.op,()=>n`<span class="discord-application-tag discord-application-tag-op">OP</span>`)}
		${V(this.compactMode,()=>n`<span class="discord-author-username" style="${Ne({color:this.roleColor??void 0})}">${this.author}</span>`)}
		${V(this.clanIcon&&this.clanTag&&this.clanTag?.length>0,()=>n`
				<span class="discord-clan-tag">
					${j==="string"?n`<img srcset=${Z(j)} alt=${Z($)} width="12" height="12" draggable="false" />`:j}
					<span>${$}</span>
				</span>
			`)} `}constructor(){super(...arguments),ie(this,k)}static{ie(s,i)}};return F=s})();var ld=C`
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
`;function Ys(t={}){return n`<svg
		${E(t)}
		class="discord-message-ephemeral-icon"
		aria-hidden="false"
		width="16"
		height="16"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${ld}
	</svg>`}var se=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},N=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},rf=(()=>{let t=[Y("discord-message")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[],P,w=[],M=[],L,le=[],he=[],ue,ve=[],ge=[],_e,be=[],ze=[],ye,xe=[],Me=[],we,$e=[],ke=[],He,Te=[],Ce=[],Ee,O=[],k=[],F,j=[],$=[],W,et=[],tt=[],it,st=[],rt=[],at,ot=[],dt=[],nt,lt=[],ct=[],ht,I=[],x=[],D,We=[],ut=[],gt,S=[],y=[],U,Ai=[],oi=[],Ie,Si=[],fr=[],mr,pr=[],vr=[];var gr=class extends r{static{s=this}static{let H=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z()],f=[z()],d=[z()],v=[z({type:Boolean})],_=[z({type:Boolean})],P=[z({type:Boolean,attribute:"official-app"})],L=[z({type:Boolean})],ue=[z({type:Boolean})],_e=[z({type:Boolean})],ye=[z({attribute:"role-color"})],we=[z({attribute:"role-icon"})],He=[z({attribute:"role-name"})],Ee=[z({attribute:"clan-icon"})],F=[z({attribute:"clan-tag"})],W=[z({type:Boolean,reflect:!0})],it=[z({type:Boolean,reflect:!0})],at=[z({type:String,converter:g=>At(g,!1,!1),attribute:!0})],nt=[z({type:Boolean,attribute:"twenty-four"})],ht=[z({type:Boolean,attribute:"message-body-only"})],D=[J({context:de}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],gt=[J({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],U=[J({context:Ks}),z({type:Boolean,reflect:!0,attribute:"no-background"})],Ie=[z({type:Boolean,reflect:!0,attribute:"has-thread"})],mr=[z({reflect:!1,attribute:"dismiss-message-clicked"})],se(this,null,o,{kind:"accessor",name:"profile",static:!1,private:!1,access:{has:g=>"profile"in g,get:g=>g.profile,set:(g,A)=>{g.profile=A}},metadata:H},a,l),se(this,null,f,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:g=>"author"in g,get:g=>g.author,set:(g,A)=>{g.author=A}},metadata:H},m,c),se(this,null,d,{kind:"accessor",name:"avatar",static:!1,private:!1,access:{has:g=>"avatar"in g,get:g=>g.avatar,set:(g,A)=>{g.avatar=A}},metadata:H},b,p),se(this,null,v,{kind:"accessor",name:"bot",static:!1,private:!1,access:{has:g=>"bot"in g,get:g=>g.bot,set:(g,A)=>{g.bot=A}},metadata:H},u,h),se(this,null,_,{kind:"accessor",name:"server",static:!1,private:!1,access:{has:g=>"server"in g,get:g=>g.server,set:(g,A)=>{g.server=A}},metadata:H},R,T),se(this,null,P,{kind:"accessor",name:"officialApp",static:!1,private:!1,access:{has:g=>"officialApp"in g,get:g=>g.officialApp,set:(g,A)=>{g.officialApp=A}},metadata:H},w,M),se(this,null,L,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:g=>"verified"in g,get:g=>g.verified,set:(g,A)=>{g.verified=A}},metadata:H},le,he),se(this,null,ue,{kind:"accessor",name:"op",static:!1,private:!1,access:{has:g=>"op"in g,get:g=>g.op,set:(g,A)=>{g.op=A}},metadata:H},ve,ge),se(this,null,_e,{kind:"accessor",name:"edited",static:!1,private:!1,access:{has:g=>"edited"in g,get:g=>g.edited,set:(g,A)=>{g.edited=A}},metadata:H},be,ze),se(this,null,ye,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:g=>"roleColor"in g,get:g=>g.roleColor,set:(g,A)=>{g.roleColor=A}},metadata:H},xe,Me),se(this,null,we,{kind:"accessor",name:"roleIcon",static:!1,private:!1,access:{has:g=>"roleIcon"in g,get:g=>g.roleIcon,set:(g,A)=>{g.roleIcon=A}},metadata:H},$e,ke),se(this,null,He,{kind:"accessor",name:"roleName",static:!1,private:!1,access:{has:g=>"roleName"in g,get:g=>g.roleName,set:(g,A)=>{g.roleName=A}},metadata:H},Te,Ce),se(this,null,Ee,{kind:"accessor",name:"clanIcon",static:!1,private:!1,access:{has:g=>"clanIcon"in g,get:g=>g.clanIcon,set:(g,A)=>{g.clanIcon=A}},metadata:H},O,k),se(this,null,F,{kind:"accessor",name:"clanTag",static:!1,private:!1,access:{has:g=>"clanTag"in g,get:g=>g.clanTag,set:(g,A)=>{g.clanTag=A}},metadata:H},j,$),se(this,null,W,{kind:"accessor",name:"highlight",static:!1,private:!1,access:{has:g=>"highlight"in g,get:g=>g.highlight,set:(g,A)=>{g.highlight=A}},metadata:H},et,tt),se(this,null,it,{kind:"accessor",name:"ephemeral",static:!1,private:!1,access:{has:g=>"ephemeral"in g,get:g=>g.ephemeral,set:(g,A)=>{g.ephemeral=A}},metadata:H},st,rt),se(this,null,at,{kind:"accessor",name:"timestamp",static:!1,private:!1,access:{has:g=>"timestamp"in g,get:g=>g.timestamp,set:(g,A)=>{g.timestamp=A}},metadata:H},ot,dt),se(this,null,nt,{kind:"accessor",name:"twentyFour",static:!1,private:!1,access:{has:g=>"twentyFour"in g,get:g=>g.twentyFour,set:(g,A)=>{g.twentyFour=A}},metadata:H},lt,ct),se(this,null,ht,{kind:"accessor",name:"messageBodyOnly",static:!1,private:!1,access:{has:g=>"messageBodyOnly"in g,get:g=>g.messageBodyOnly,set:(g,A)=>{g.messageBodyOnly=A}},metadata:H},I,x),se(this,null,D,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:g=>"lightTheme"in g,get:g=>g.lightTheme,set:(g,A)=>{g.lightTheme=A}},metadata:H},We,ut),se(this,null,gt,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:g=>"compactMode"in g,get:g=>g.compactMode,set:(g,A)=>{g.compactMode=A}},metadata:H},S,y),se(this,null,U,{kind:"accessor",name:"noBackground",static:!1,private:!1,access:{has:g=>"noBackground"in g,get:g=>g.noBackground,set:(g,A)=>{g.noBackground=A}},metadata:H},Ai,oi),se(this,null,Ie,{kind:"accessor",name:"hasThread",static:!1,private:!1,access:{has:g=>"hasThread"in g,get:g=>g.hasThread,set:(g,A)=>{g.hasThread=A}},metadata:H},Si,fr),se(this,null,mr,{kind:"accessor",name:"dismissMessageClicked",static:!1,private:!1,access:{has:g=>"dismissMessageClicked"in g,get:g=>g.dismissMessageClicked,set:(g,A)=>{g.dismissMessageClicked=A}},metadata:H},pr,vr),se(null,e={value:s},t,{kind:"class",name:s.name,metadata:H},null,i),gr=s=e.value,H&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:H})}static styles=X`
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
	`;#t=N(this,a,void 0);get profile(){return this.#t}set profile(H){this.#t=H}#e=(N(this,l),N(this,m,"User"));get author(){return this.#e}set author(H){this.#e=H}#i=(N(this,c),N(this,b,void 0));get avatar(){return this.#i}set avatar(H){this.#i=H}#s=(N(this,p),N(this,u,!1));get bot(){return this.#s}set bot(H){this.#s=H}#r=(N(this,h),N(this,R,!1));get server(){return this.#r}set server(H){this.#r=H}#d=(N(this,T),N(this,w,!1));get officialApp(){return this.#d}set officialApp(H){this.#d=H}#a=(N(this,M),N(this,le,!1));get verified(){return this.#a}set verified(H){this.#a=H}#o=(N(this,he),N(this,ve,!1));get op(){return this.#o}set op(H){this.#o=H}#l=(N(this,ge),N(this,be,!1));get edited(){return this.#l}set edited(H){this.#l=H}#n=(N(this,ze),N(this,xe,void 0));get roleColor(){return this.#n}set roleColor(H){this.#n=H}#c=(N(this,Me),N(this,$e,void 0));get roleIcon(){return this.#c}set roleIcon(H){this.#c=H}#h=(N(this,ke),N(this,Te,void 0));get roleName(){return this.#h}set roleName(H){this.#h=H}#u=(N(this,Ce),N(this,O,void 0));get clanIcon(){return this.#u}set clanIcon(H){this.#u=H}#p=(N(this,k),N(this,j,void 0));get clanTag(){return this.#p}set clanTag(H){this.#p=H}#m=(N(this,$),N(this,et,!1));get highlight(){return this.#m}set highlight(H){this.#m=H}#v=(N(this,tt),N(this,st,!1));get ephemeral(){return this.#v}set ephemeral(H){this.#v=H}#f=(N(this,rt),N(this,ot,new Date));get timestamp(){return this.#f}set timestamp(H){this.#f=H}#g=(N(this,dt),N(this,lt,!1));get twentyFour(){return this.#g}set twentyFour(H){this.#g=H}#_=(N(this,ct),N(this,I,!1));get messageBodyOnly(){return this.#_}set messageBodyOnly(H){this.#_=H}#b=(N(this,x),N(this,We,!1));get lightTheme(){return this.#b}set lightTheme(H){this.#b=H}#y=(N(this,ut),N(this,S,!1));get compactMode(){return this.#y}set compactMode(H){this.#y=H}#M=(N(this,y),N(this,Ai,!1));get noBackground(){return this.#M}set noBackground(H){this.#M=H}#z=(N(this,oi),N(this,Si,!1));get hasThread(){return this.#z}set hasThread(H){this.#z=H}#w=(N(this,fr),N(this,pr,()=>{}));get dismissMessageClicked(){return this.#w}set dismissMessageClicked(H){this.#w=H}willUpdate(){this.hasThread=Array.from(this.children).some(H=>H.tagName.toLowerCase()==="discord-thread"),this.highlight=this.highlight||Array.from(this.children).some(H=>H.tagName.toLowerCase()==="discord-mention"&&H.hasAttribute("highlight")&&(H.type==="user"||H.type==="role"))}handleSpaceToDismissMessage(H){H.code==="Space"&&(H.preventDefault(),H.stopPropagation(),this.dismissMessageClicked?.())}render(){let H={author:this.author,bot:this.bot,officialApp:this.officialApp,verified:this.verified,server:this.server,op:this.op,roleColor:this.roleColor,roleIcon:this.roleIcon,clanIcon:this.clanIcon,clanTag:this.clanTag,roleName:this.roleName},g=this.profile!==void 0&&Reflect.get(wt,this.profile)||{},A={...H,...g,avatar:this.resolveAvatar(g.avatar??this.avatar)},di=At(this.timestamp,this.compactMode,this.twentyFour)??void 0;return n`
			<slot name="reply"></slot>
			<div
				class=${vt({"discord-message-inner":!0,"discord-message-inner-center":this.messageBodyOnly})}
			>
				${V(this.compactMode&&!this.messageBodyOnly,()=>n`<time datetime="${Z(di)}" class="discord-message-timestamp">${di}</time>`,()=>null)}
				${V(this.messageBodyOnly,()=>n`<time
							datetime="${Z(di)}"
							class=${vt({"discord-message-timestamp":!0,"discord-message-timestamp-hover":!0,"discord-message-body-only-indent":!this.compactMode})}
						></time>`,()=>null)}
				${V(this.compactMode||this.messageBodyOnly,()=>null,()=>n`<div class="discord-author-avatar">
							<img src="${Z(A.avatar)}" alt="${Z(A.author)}" />
						</div>`)}

				<div class="discord-message-content">
					${V(this.compactMode||this.messageBodyOnly,()=>null,()=>n`
							<discord-author-info
								author=${A.author??""}
								?bot=${A.bot??!1}
								?server=${A.server??!1}
								?official-app=${A.officialApp??!1}
								?verified=${A.verified??!1}
								?op=${A.op??!1}
								role-color=${A.roleColor??""}
								role-icon=${A.roleIcon??""}
								role-name=${A.roleName??""}
								clan-icon=${A.clanIcon??""}
								clan-tag=${A.clanTag??""}
							></discord-author-info
							><time datetime="${Z(di)}" class="discord-message-timestamp">${di}</time>
						`)}
					<div class="discord-message-body">
						${V(this.compactMode,()=>n`<discord-author-info
									author=${A.author??""}
									?bot=${A.bot??!1}
									?server=${A.server??!1}
									?official-app=${A.officialApp??!1}
									?verified=${A.verified??!1}
									?op=${A.op??!1}
									role-color=${A.roleColor??""}
									role-icon=${A.roleIcon??""}
									role-name=${A.roleName??""}
									clan-icon=${A.clanIcon??""}
									clan-tag=${A.clanTag??""}
								></discord-author-info>`,()=>null)}<span class="discord-message-markup"><slot></slot></span>
						${V(this.edited,()=>n`<span class="discord-message-edited">(edited)</span>`,()=>null)}
					</div>
					<div class="discord-message-compact-indent">
						<slot name="attachments"></slot>
						<slot name="embeds"></slot>
						<slot name="components"></slot>
						<slot name="reactions"></slot>
						<slot name="thread"></slot>
						${V(this.ephemeral,()=>n`
								<div class="discord-message-ephemeral">
									${Ys()} Only you can see this •
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
		`}resolveAvatar(H){return H===void 0?Oe.default:Oe[H]??H??Oe.default}constructor(){super(...arguments),N(this,vr)}static{N(s,i)}};return gr=s})();var cd=C`
	<path
		fill="currentColor"
		d="M56 50.6667V13.3333C56 10.4 53.6 8 50.6667 8H13.3333C10.4 8 8 10.4 8 13.3333V50.6667C8 53.6 10.4 56 13.3333 56H50.6667C53.6 56 56 53.6 56 50.6667ZM22.6667 36L29.3333 44.0267L38.6667 32L50.6667 48H13.3333L22.6667 36Z"
	/>
`;function wi(t={}){return n`<svg ${E(t)} aria-hidden="false" width="64" height="64" viewBox="0 0 64 64">${cd}</svg>`}var hd=C`
	<path
		fill="currentColor"
		fill-rule="evenodd"
		clip-rule="evenodd"
		d="M5 3C3.89543 3 3 3.89543 3 5V19C3 20.1046 3.89543 21 5 21H19C20.1046 21 21 20.1046 21 19V5C21 3.89543 20.1046 3 19 3H5ZM16.8995 8.41419L15.4853 6.99998L7 15.4853L8.41421 16.8995L16.8995 8.41419Z"
	/>
`;function $i(t){return n`<svg ${E(t||{})} class="discord-command-icon" aria-hidden="false" width="24" height="24" viewBox="0 0 24 24">
		${hd}
	</svg>`}var ud=C`
	<path
		d="M0.809739 3.59646L5.12565 0.468433C5.17446 0.431163 5.23323 0.408043 5.2951 0.401763C5.35698 0.395482 5.41943 0.406298 5.4752 0.432954C5.53096 0.45961 5.57776 0.50101 5.61013 0.552343C5.64251 0.603676 5.65914 0.662833 5.6581 0.722939V2.3707C10.3624 2.3707 11.2539 5.52482 11.3991 7.21174C11.4028 7.27916 11.3848 7.34603 11.3474 7.40312C11.3101 7.46021 11.2554 7.50471 11.1908 7.53049C11.1262 7.55626 11.0549 7.56204 10.9868 7.54703C10.9187 7.53201 10.857 7.49695 10.8104 7.44666C8.72224 5.08977 5.6581 5.63359 5.6581 5.63359V7.28135C5.65831 7.34051 5.64141 7.39856 5.60931 7.44894C5.5772 7.49932 5.53117 7.54004 5.4764 7.5665C5.42163 7.59296 5.3603 7.60411 5.29932 7.59869C5.23834 7.59328 5.18014 7.57151 5.13128 7.53585L0.809739 4.40892C0.744492 4.3616 0.691538 4.30026 0.655067 4.22975C0.618596 4.15925 0.599609 4.08151 0.599609 4.00269C0.599609 3.92386 0.618596 3.84612 0.655067 3.77562C0.691538 3.70511 0.744492 3.64377 0.809739 3.59646Z"
		fill="currentColor"
	/>
`;function Js(t={}){return n`<svg ${E(t)} class="discord-reply-icon" aria-hidden="false" width="12" height="8" viewBox="0 0 12 8">${ud}</svg>`}var ce=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},K=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Qr=(()=>{let t=[Y("discord-reply")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[],P,w=[],M=[],L,le=[],he=[],ue,ve=[],ge=[],_e,be=[],ze=[],ye,xe=[],Me=[],we,$e=[],ke=[],He,Te=[],Ce=[],Ee,O=[],k=[],F,j=[],$=[],W,et=[],tt=[],it,st=[],rt=[],at,ot=[],dt=[],nt,lt=[],ct=[];var ht=class extends r{static{s=this}static{let I=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z()],f=[z()],d=[z()],v=[z({type:Boolean})],_=[z({type:Boolean})],P=[z({type:Boolean,attribute:"official-app"})],L=[z({type:Boolean})],ue=[z({type:Boolean})],_e=[z({type:Boolean})],ye=[z({attribute:"role-color"})],we=[z({type:Boolean})],He=[z({type:Boolean})],Ee=[z({type:Boolean})],F=[z({attribute:"clan-icon"})],W=[z({attribute:"clan-tag"})],it=[z({type:Boolean,reflect:!0})],at=[J({context:de}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],nt=[J({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],ce(this,null,o,{kind:"accessor",name:"profile",static:!1,private:!1,access:{has:x=>"profile"in x,get:x=>x.profile,set:(x,D)=>{x.profile=D}},metadata:I},a,l),ce(this,null,f,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:x=>"author"in x,get:x=>x.author,set:(x,D)=>{x.author=D}},metadata:I},m,c),ce(this,null,d,{kind:"accessor",name:"avatar",static:!1,private:!1,access:{has:x=>"avatar"in x,get:x=>x.avatar,set:(x,D)=>{x.avatar=D}},metadata:I},b,p),ce(this,null,v,{kind:"accessor",name:"bot",static:!1,private:!1,access:{has:x=>"bot"in x,get:x=>x.bot,set:(x,D)=>{x.bot=D}},metadata:I},u,h),ce(this,null,_,{kind:"accessor",name:"server",static:!1,private:!1,access:{has:x=>"server"in x,get:x=>x.server,set:(x,D)=>{x.server=D}},metadata:I},R,T),ce(this,null,P,{kind:"accessor",name:"officialApp",static:!1,private:!1,access:{has:x=>"officialApp"in x,get:x=>x.officialApp,set:(x,D)=>{x.officialApp=D}},metadata:I},w,M),ce(this,null,L,{kind:"accessor",name:"op",static:!1,private:!1,access:{has:x=>"op"in x,get:x=>x.op,set:(x,D)=>{x.op=D}},metadata:I},le,he),ce(this,null,ue,{kind:"accessor",name:"verified",static:!1,private:!1,access:{has:x=>"verified"in x,get:x=>x.verified,set:(x,D)=>{x.verified=D}},metadata:I},ve,ge),ce(this,null,_e,{kind:"accessor",name:"edited",static:!1,private:!1,access:{has:x=>"edited"in x,get:x=>x.edited,set:(x,D)=>{x.edited=D}},metadata:I},be,ze),ce(this,null,ye,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:x=>"roleColor"in x,get:x=>x.roleColor,set:(x,D)=>{x.roleColor=D}},metadata:I},xe,Me),ce(this,null,we,{kind:"accessor",name:"command",static:!1,private:!1,access:{has:x=>"command"in x,get:x=>x.command,set:(x,D)=>{x.command=D}},metadata:I},$e,ke),ce(this,null,He,{kind:"accessor",name:"attachment",static:!1,private:!1,access:{has:x=>"attachment"in x,get:x=>x.attachment,set:(x,D)=>{x.attachment=D}},metadata:I},Te,Ce),ce(this,null,Ee,{kind:"accessor",name:"mentions",static:!1,private:!1,access:{has:x=>"mentions"in x,get:x=>x.mentions,set:(x,D)=>{x.mentions=D}},metadata:I},O,k),ce(this,null,F,{kind:"accessor",name:"clanIcon",static:!1,private:!1,access:{has:x=>"clanIcon"in x,get:x=>x.clanIcon,set:(x,D)=>{x.clanIcon=D}},metadata:I},j,$),ce(this,null,W,{kind:"accessor",name:"clanTag",static:!1,private:!1,access:{has:x=>"clanTag"in x,get:x=>x.clanTag,set:(x,D)=>{x.clanTag=D}},metadata:I},et,tt),ce(this,null,it,{kind:"accessor",name:"deleted",static:!1,private:!1,access:{has:x=>"deleted"in x,get:x=>x.deleted,set:(x,D)=>{x.deleted=D}},metadata:I},st,rt),ce(this,null,at,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:x=>"lightTheme"in x,get:x=>x.lightTheme,set:(x,D)=>{x.lightTheme=D}},metadata:I},ot,dt),ce(this,null,nt,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:x=>"compactMode"in x,get:x=>x.compactMode,set:(x,D)=>{x.compactMode=D}},metadata:I},lt,ct),ce(null,e={value:s},t,{kind:"class",name:s.name,metadata:I},null,i),ht=s=e.value,I&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:I})}static styles=X`
		:host {
			color: #b9bbbe;
			display: flex;
			font-size: 0.875rem;
			font-family: 'gg sans', 'Noto Sans', Whitney, 'Helvetica Neue', Helvetica, Roboto, Arial, sans-serif;

			padding-top: 2px;
			margin-left: 56px;
			margin-bottom: 4px;
			align-items: center;
			line-height: 1.125rem;
			position: relative;
			white-space: pre;
			user-select: none;
		}

		:host([light-theme]) {
			color: #4f5660;
		}

		:host([compact-mode]),
		:host([deleted]) {
			margin-left: 62px;
			margin-bottom: 0;
		}

		:host:before {
			content: '';
			display: block;
			position: absolute;
			top: 50%;
			right: 100%;
			bottom: 0;
			left: -36px;
			margin-right: 4px;
			margin-top: -1px;
			margin-left: -1px;
			margin-bottom: -2px;
			border-left: 2px solid #4f545c !important;
			border-bottom: 0 solid #4f545c !important;
			border-right: 0 solid #4f545c !important;
			border-top: 2px solid #4f545c !important;
			border-top-left-radius: 6px;
		}

		:host([light-theme]):before {
			border-color: #747f8d !important;
		}

		.discord-replied-message-avatar,
		.discord-reply-badge {
			-webkit-box-flex: 0;
			-ms-flex: 0 0 auto;
			flex: 0 0 auto;
			width: 16px;
			height: 16px;
			border-radius: 50%;
			user-select: none;
			margin-right: 0.25rem;
		}

		.discord-reply-badge {
			display: flex;
			align-items: center;
			justify-content: center;
			color: #b9bbbe;
			background: #202225;
		}

		:host([light-theme]) .discord-reply-badge {
			color: #4f5660;
			background: #e3e5e8;
		}

		:host .discord-clan-tag {
			background-color: oklab(0.431937 0.00109309 -0.0132537 / 0.8);
			color: #fff;
			font-size: 12px;
			font-weight: 500;
			margin-right: 0.25rem;
			border-radius: 4px;
			line-height: 100%;
			text-transform: uppercase;
			justify-content: space-between;
			display: inline-flex;
			align-items: center;
			padding: 0 0.275rem;
			margin-top: 0.075em;
			height: 1.2rem;
			opacity: 0.55;
			transition: background-color 100ms ease-in-out;
			cursor: pointer;
		}

		:host .discord-clan-tag:hover {
			background-color: oklab(0.431937 0.00109309 -0.0132537 / 0.5);
		}

		:host([light-theme]) .discord-clan-tag {
			opacity: 0.65;
			background-color: hsl(0 calc(1 * 0%) 0.8%/0.09);
			color: #000;
		}

		:host([light-theme]) .discord-clan-tag:hover {
			background-color: hsl(0 calc(1 * 0%) 0.8%/0.03);
		}

		:host .discord-clan-tag svg,
		:host .discord-clan-tag img {
			display: inline-flex;
			align-items: center;
			margin-right: 0.25rem;
			right: 0.25rem;
		}

		:host .discord-clan-tag span {
			display: inline-flex;
			align-items: center;
			user-select: none;
			-webkit-user-select: none;
			line-height: 1rem !important;
		}

		.discord-application-tag {
			background-color: hsl(235, 85.6%, 64.7%);
			color: #fff;
			font-size: 0.625rem;
			margin-right: 0.25rem;
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

		:host([compact-mode]) .discord-application-tag {
			margin-right: 0.25rem;
		}

		.discord-application-tag .discord-application-tag-verified {
			width: 0.9375rem;
			height: 0.9375rem;
			margin-left: -0.1rem;
		}

		.discord-application-tag.discord-application-tag-op {
			background-color: #c9cdfb;
			color: #4752c4;
			border-radius: 0.4rem;
		}

		.discord-replied-message-username {
			flex-shrink: 0;
			font-size: inherit;
			line-height: inherit;
			margin-right: 0.25rem;
			opacity: 0.64;
			font-weight: 500;
			color: #fff;
		}

		.discord-replied-message-username:hover {
			text-decoration: underline;
			cursor: pointer;
		}

		.discord-replied-message-content {
			color: inherit;
			font-size: inherit;
			line-height: inherit;
			white-space: pre;
			text-overflow: ellipsis;
			user-select: none;
			cursor: pointer;
		}

		.discord-replied-deleted-message-content {
			color: inherit;
			font-size: inherit;
			line-height: inherit;
			white-space: pre;
			text-overflow: ellipsis;
		}

		.discord-message-edited {
			color: #72767d;
			font-size: 10px;
		}

		:host([light-theme]) .discord-message-edited {
			color: #99aab5;
		}

		.discord-replied-message-content:hover {
			color: #fff;
		}

		:host([light-theme]) .discord-replied-message-content:hover {
			color: #000;
		}

		:host .discord-replied-message-content .discord-message-edited {
			margin-left: 0.25rem;
		}

		.discord-replied-message-content-icon {
			-webkit-box-flex: 0;
			-ms-flex: 0 0 auto;
			flex: 0 0 auto;
			width: 20px;
			height: 20px;
			margin-left: 4px;
		}
	`;#t=K(this,a,void 0);get profile(){return this.#t}set profile(I){this.#t=I}#e=(K(this,l),K(this,m,"User"));get author(){return this.#e}set author(I){this.#e=I}#i=(K(this,c),K(this,b,void 0));get avatar(){return this.#i}set avatar(I){this.#i=I}#s=(K(this,p),K(this,u,!1));get bot(){return this.#s}set bot(I){this.#s=I}#r=(K(this,h),K(this,R,!1));get server(){return this.#r}set server(I){this.#r=I}#d=(K(this,T),K(this,w,!1));get officialApp(){return this.#d}set officialApp(I){this.#d=I}#a=(K(this,M),K(this,le,!1));get op(){return this.#a}set op(I){this.#a=I}#o=(K(this,he),K(this,ve,!1));get verified(){return this.#o}set verified(I){this.#o=I}#l=(K(this,ge),K(this,be,!1));get edited(){return this.#l}set edited(I){this.#l=I}#n=(K(this,ze),K(this,xe,void 0));get roleColor(){return this.#n}set roleColor(I){this.#n=I}#c=(K(this,Me),K(this,$e,!1));get command(){return this.#c}set command(I){this.#c=I}#h=(K(this,ke),K(this,Te,!1));get attachment(){return this.#h}set attachment(I){this.#h=I}#u=(K(this,Ce),K(this,O,!1));get mentions(){return this.#u}set mentions(I){this.#u=I}#p=(K(this,k),K(this,j,void 0));get clanIcon(){return this.#p}set clanIcon(I){this.#p=I}#m=(K(this,$),K(this,et,void 0));get clanTag(){return this.#m}set clanTag(I){this.#m=I}#v=(K(this,tt),K(this,st,!1));get deleted(){return this.#v}set deleted(I){this.#v=I}#f=(K(this,rt),K(this,ot,!1));get lightTheme(){return this.#f}set lightTheme(I){this.#f=I}#g=(K(this,dt),K(this,lt,!1));get compactMode(){return this.#g}set compactMode(I){this.#g=I}resolveAvatar(I){return Oe[I]??I??Oe.default}render(){let I={author:this.author,bot:this.bot,verified:this.verified,officialApp:this.officialApp,op:this.op,server:this.server,roleColor:this.roleColor,clanIcon:this.clanIcon,clanTag:this.clanTag},x=Reflect.get(wt,this.profile)??{},D={...I,...x,avatar:this.resolveAvatar(x.avatar??this.avatar)},We=ys(D.clanIcon),ut=D.clanTag?.slice(0,4),gt=n`
			${V(D.bot&&!D.server&&!D.officialApp,()=>n`<span class="discord-application-tag">${D.verified?Le():""}App</span>`)}
			${V(D.server&&!D.bot&&!D.officialApp,()=>n`<span class="discord-application-tag">Server</span>`)}
			${V(D.officialApp&&!D.server&&!D.bot,()=>n`<span class="discord-application-tag">${Le()}OFFICIAL</span>`)}
		`;return n`${V(this.compactMode||this.deleted,()=>n`<div class="discord-reply-badge">${Js()}</div>`,()=>n`<img class="discord-replied-message-avatar" src="${Z(D.avatar)}" alt="${Z(D.author)}" />`)}
		${V(this.deleted,()=>n`<div class="discord-replied-deleted-message-content"><em>Original message was deleted</em></div>`,()=>n`${gt}
					<span class="discord-replied-message-username" style=${Ne({color:D.roleColor})}
						>${V(this.mentions,()=>"@")}${D.author}</span
					>
					${V(D.clanIcon&&D.clanTag&&D.clanTag?.length>0,()=>n`<span class="discord-clan-tag">
								${We==="string"?n`<img
											srcset=${Z(We)}
											alt=${Z(ut)}
											width="12"
											height="12"
											draggable="false"
										/>`:We}
								<span>${ut}</span>
							</span>`)}
					<!-- display: inline -->
					<div class="discord-replied-message-content"
						><slot></slot>${V(this.edited,()=>n`<span class="discord-message-edited">(edited)</span>`)}</div
					>
					${V(this.command,()=>$i({class:"discord-replied-message-content-icon"}),()=>V(this.attachment,()=>wi({class:"discord-replied-message-content-icon"})))}`)}`}constructor(){super(...arguments),K(this,ct)}static{K(s,i)}};return ht=s})();var fd=C`
	<path d="M4.61241 0L6 0.845294L1.38759 10L0 9.15471L4.61241 0Z" fill="currentColor" />
`;function er(t={}){return n`<svg ${E(t)} class="discord-command-icon" aria-hidden="false" width="6" height="10" viewBox="0 0 6 10" fill="none">
		${fd}
	</svg>`}var md=C`
	<path fill="currentColor" d="M2.06 7.61c-.25.95.31 1.92 1.26 2.18l4.3 1.15c.94.25 1.91-.31 2.17-1.26l1.15-4.3c.25-.94-.31-1.91-1.26-2.17l-4.3-1.15c-.94-.25-1.91.31-2.17 1.26l-1.15 4.3ZM12.98 7.87a2 2 0 0 0 1.75 2.95H20a2 2 0 0 0 1.76-2.95l-2.63-4.83a2 2 0 0 0-3.51 0l-2.63 4.83ZM5.86 13.27a.89.89 0 0 1 1.28 0l.75.77a.9.9 0 0 0 .54.26l1.06.12c.5.06.85.52.8 1.02l-.13 1.08c-.02.2.03.42.14.6l.56.92c.27.43.14 1-.28 1.26l-.9.58a.92.92 0 0 0-.37.48l-.36 1.02a.9.9 0 0 1-1.15.57l-1-.36a.89.89 0 0 0-.6 0l-1 .36a.9.9 0 0 1-1.15-.57l-.36-1.02a.92.92 0 0 0-.37-.48l-.9-.58a.93.93 0 0 1-.28-1.26l.56-.93c.11-.17.16-.38.14-.59l-.12-1.08c-.06-.5.3-.96.8-1.02l1.05-.12a.9.9 0 0 0 .54-.26l.75-.77ZM18.52 13.71a1.1 1.1 0 0 0-2.04 0l-.46 1.24c-.19.5-.57.88-1.07 1.07l-1.24.46a1.1 1.1 0 0 0 0 2.04l1.24.46c.5.19.88.57 1.07 1.07l.46 1.24c.35.95 1.7.95 2.04 0l.46-1.24c.19-.5.57-.88 1.07-1.07l1.24-.46a1.1 1.1 0 0 0 0-2.04l-1.24-.46a1.8 1.8 0 0 1-1.07-1.07l-.46-1.24Z">
	</path>
`;function tr(t={}){return n`<svg ${E(t)} class="discord-command-icon-name" aria-hidden="false" width="10" height="10" viewBox="0 0 24 24" fill="none">
		${md}
	</svg>`}var pd=C`
	<path fill="currentColor" d="M5.3 9.3a1 1 0 0 1 1.4 0l5.3 5.29 5.3-5.3a1 1 0 1 1 1.4 1.42l-6 6a1 1 0 0 1-1.4 0l-6-6a1 1 0 0 1 0-1.42Z"></path>
`;function xs(t={}){return n`<svg ${E(t)} aria-hidden="false" width="18" height="18" viewBox="0 0 24 24" xmlns="http://www.w3.org/2000/svg">
		${pd}
	</svg>`}var vd=C`
	<path fill="color-mix( in oklab, hsl(215 calc(1 * 8.8%) 73.3% / 1) 100%, black 0%" d="M12 22a10 10 0 1 0-8.45-4.64c.13.19.11.44-.04.61l-2.06 2.37A1 1 0 0 0 2.2 22H12Z" class="">
    </path>
`;function ir(t={}){return n`<svg ${E(t)} aria-hidden="false" width="16" height="16" viewBox="0 0 24 24" fill="none">${vd}</svg>`}var ne=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},q=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},am=(()=>{let t=[Y("discord-command")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[],P,w=[],M=[],L,le=[],he=[],ue,ve=[],ge=[],_e,be=[],ze=[],ye,xe=[],Me=[],we,$e=[],ke=[],He,Te=[],Ce=[],Ee,O=[],k=[],F,j=[],$=[],W,et=[],tt=[],it,st=[],rt=[],at,ot=[],dt=[],nt,lt=[],ct=[],ht,I=[],x=[],D,We=[],ut=[];var gt=class extends r{static{s=this}static{let S=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({attribute:"profile"})],f=[z({attribute:"author"})],d=[z({attribute:"avatar"})],v=[z({attribute:"role-color"})],_=[z({attribute:"command"})],P=[z({attribute:"type"})],L=[z({attribute:"context-user-profile"})],ue=[z({attribute:"context-user-name"})],_e=[z({attribute:"context-user-image"})],ye=[z({attribute:"context-user-role-color"})],we=[z({type:Boolean,attribute:"context-user-bot"})],He=[z({type:Boolean,attribute:"context-user-bot-verified"})],Ee=[z({type:Boolean,attribute:"context-command-reply"})],F=[z({type:Boolean,attribute:"context-attachment-reply"})],W=[z({type:String,attribute:"context-message-reply"})],it=[z({type:Boolean,attribute:"context-message-deleted"})],at=[z({type:Boolean,attribute:"context-user-application-official"})],nt=[z({type:Boolean,attribute:"context-user-server"})],ht=[J({context:Pe}),z({type:Boolean,reflect:!0,attribute:"compact-mode"})],D=[J({context:de}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],ne(this,null,o,{kind:"accessor",name:"profile",static:!1,private:!1,access:{has:y=>"profile"in y,get:y=>y.profile,set:(y,U)=>{y.profile=U}},metadata:S},a,l),ne(this,null,f,{kind:"accessor",name:"author",static:!1,private:!1,access:{has:y=>"author"in y,get:y=>y.author,set:(y,U)=>{y.author=U}},metadata:S},m,c),ne(this,null,d,{kind:"accessor",name:"avatar",static:!1,private:!1,access:{has:y=>"avatar"in y,get:y=>y.avatar,set:(y,U)=>{y.avatar=U}},metadata:S},b,p),ne(this,null,v,{kind:"accessor",name:"roleColor",static:!1,private:!1,access:{has:y=>"roleColor"in y,get:y=>y.roleColor,set:(y,U)=>{y.roleColor=U}},metadata:S},u,h),ne(this,null,_,{kind:"accessor",name:"command",static:!1,private:!1,access:{has:y=>"command"in y,get:y=>y.command,set:(y,U)=>{y.command=U}},metadata:S},R,T),ne(this,null,P,{kind:"accessor",name:"type",static:!1,private:!1,access:{has:y=>"type"in y,get:y=>y.type,set:(y,U)=>{y.type=U}},metadata:S},w,M),ne(this,null,L,{kind:"accessor",name:"contextUserProfile",static:!1,private:!1,access:{has:y=>"contextUserProfile"in y,get:y=>y.contextUserProfile,set:(y,U)=>{y.contextUserProfile=U}},metadata:S},le,he),ne(this,null,ue,{kind:"accessor",name:"contextUserName",static:!1,private:!1,access:{has:y=>"contextUserName"in y,get:y=>y.contextUserName,set:(y,U)=>{y.contextUserName=U}},metadata:S},ve,ge),ne(this,null,_e,{kind:"accessor",name:"contextUserAvatar",static:!1,private:!1,access:{has:y=>"contextUserAvatar"in y,get:y=>y.contextUserAvatar,set:(y,U)=>{y.contextUserAvatar=U}},metadata:S},be,ze),ne(this,null,ye,{kind:"accessor",name:"contextUserRoleColor",static:!1,private:!1,access:{has:y=>"contextUserRoleColor"in y,get:y=>y.contextUserRoleColor,set:(y,U)=>{y.contextUserRoleColor=U}},metadata:S},xe,Me),ne(this,null,we,{kind:"accessor",name:"contextUserBot",static:!1,private:!1,access:{has:y=>"contextUserBot"in y,get:y=>y.contextUserBot,set:(y,U)=>{y.contextUserBot=U}},metadata:S},$e,ke),ne(this,null,He,{kind:"accessor",name:"contextUserBotVerified",static:!1,private:!1,access:{has:y=>"contextUserBotVerified"in y,get:y=>y.contextUserBotVerified,set:(y,U)=>{y.contextUserBotVerified=U}},metadata:S},Te,Ce),ne(this,null,Ee,{kind:"accessor",name:"contextCommandReply",static:!1,private:!1,access:{has:y=>"contextCommandReply"in y,get:y=>y.contextCommandReply,set:(y,U)=>{y.contextCommandReply=U}},metadata:S},O,k),ne(this,null,F,{kind:"accessor",name:"contextAttachmentReply",static:!1,private:!1,access:{has:y=>"contextAttachmentReply"in y,get:y=>y.contextAttachmentReply,set:(y,U)=>{y.contextAttachmentReply=U}},metadata:S},j,$),ne(this,null,W,{kind:"accessor",name:"contextMessageReply",static:!1,private:!1,access:{has:y=>"contextMessageReply"in y,get:y=>y.contextMessageReply,set:(y,U)=>{y.contextMessageReply=U}},metadata:S},et,tt),ne(this,null,it,{kind:"accessor",name:"contextMessageDeleted",static:!1,private:!1,access:{has:y=>"contextMessageDeleted"in y,get:y=>y.contextMessageDeleted,set:(y,U)=>{y.contextMessageDeleted=U}},metadata:S},st,rt),ne(this,null,at,{kind:"accessor",name:"contextUserOfficialApplication",static:!1,private:!1,access:{has:y=>"contextUserOfficialApplication"in y,get:y=>y.contextUserOfficialApplication,set:(y,U)=>{y.contextUserOfficialApplication=U}},metadata:S},ot,dt),ne(this,null,nt,{kind:"accessor",name:"contextUserServer",static:!1,private:!1,access:{has:y=>"contextUserServer"in y,get:y=>y.contextUserServer,set:(y,U)=>{y.contextUserServer=U}},metadata:S},lt,ct),ne(this,null,ht,{kind:"accessor",name:"compactMode",static:!1,private:!1,access:{has:y=>"compactMode"in y,get:y=>y.compactMode,set:(y,U)=>{y.compactMode=U}},metadata:S},I,x),ne(this,null,D,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:y=>"lightTheme"in y,get:y=>y.lightTheme,set:(y,U)=>{y.lightTheme=U}},metadata:S},We,ut),ne(null,e={value:s},t,{kind:"class",name:s.name,metadata:S},null,i),gt=s=e.value,S&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:S})}static styles=[Qr.styles,X`
			:host .discord-slash-command-name {
				color: color-mix(in oklab, hsl(200 calc(1 * 100%) 49.4% / 1) 100%, black 0%) !important;
				font-weight: 500;
				background-color: #3c4270;
				border-radius: 3px;
				display: flex;
				padding: 0 5px;
				align-items: center;
				gap: 2px;
				cursor: default;
			}

			:host .discord-slash-command-name:hover {
				color: #fffffd !important;
				background-color: #5865f2;
			}

			.discord-context-command-name {
				color: color-mix(in oklab, hsl(200 calc(1 * 100%) 49.4% / 1) 100%, black 0%) !important;
				opacity: 0.64;
				cursor: default;
				font-weight: 500;
			}

			.discord-arrow-right-icon {
				transform: rotate(267deg);
				width: 12px;
				height: 12px;
				fill: none;
				margin-right: 2px;
				margin-left: 2px;
				margin-top: 3px;
			}

			.discord-context-user {
				display: flex;
				align-items: center;
				margin-top: 3px;
			}

			.discord-message-margintop {
				margin-top: 3px;
			}

			:host .discord-message-deleted {
				color: rgb(185, 187, 190) !important;
				cursor: default;
			}

			:host .discord-replied-message-username {
				margin-right: 0;
			}

			:host([light-theme]) .discord-replied-message-username {
				color: rgb(46, 51, 56);
			}

			:host([compact-mode]) .discord-context-user {
				display: flex;
				align-items: center;
				margin: 0 !important;
			}

			:host([compact-mode]) .discord-message-margintop {
				margin-top: 0 !important;
			}
		`];#t=q(this,a,void 0);get profile(){return this.#t}set profile(S){this.#t=S}#e=(q(this,l),q(this,m,"User"));get author(){return this.#e}set author(S){this.#e=S}#i=(q(this,c),q(this,b,void 0));get avatar(){return this.#i}set avatar(S){this.#i=S}#s=(q(this,p),q(this,u,void 0));get roleColor(){return this.#s}set roleColor(S){this.#s=S}#r=(q(this,h),q(this,R,void 0));get command(){return this.#r}set command(S){this.#r=S}#d=(q(this,T),q(this,w,"slash_command"));get type(){return this.#d}set type(S){this.#d=S}#a=(q(this,M),q(this,le,void 0));get contextUserProfile(){return this.#a}set contextUserProfile(S){this.#a=S}#o=(q(this,he),q(this,ve,"User"));get contextUserName(){return this.#o}set contextUserName(S){this.#o=S}#l=(q(this,ge),q(this,be,void 0));get contextUserAvatar(){return this.#l}set contextUserAvatar(S){this.#l=S}#n=(q(this,ze),q(this,xe,void 0));get contextUserRoleColor(){return this.#n}set contextUserRoleColor(S){this.#n=S}#c=(q(this,Me),q(this,$e,!1));get contextUserBot(){return this.#c}set contextUserBot(S){this.#c=S}#h=(q(this,ke),q(this,Te,!1));get contextUserBotVerified(){return this.#h}set contextUserBotVerified(S){this.#h=S}#u=(q(this,Ce),q(this,O,!1));get contextCommandReply(){return this.#u}set contextCommandReply(S){this.#u=S}#p=(q(this,k),q(this,j,!1));get contextAttachmentReply(){return this.#p}set contextAttachmentReply(S){this.#p=S}#m=(q(this,$),q(this,et,void 0));get contextMessageReply(){return this.#m}set contextMessageReply(S){this.#m=S}#v=(q(this,tt),q(this,st,!1));get contextMessageDeleted(){return this.#v}set contextMessageDeleted(S){this.#v=S}#f=(q(this,rt),q(this,ot,!1));get contextUserOfficialApplication(){return this.#f}set contextUserOfficialApplication(S){this.#f=S}#g=(q(this,dt),q(this,lt,!1));get contextUserServer(){return this.#g}set contextUserServer(S){this.#g=S}#_=(q(this,ct),q(this,I,!1));get compactMode(){return this.#_}set compactMode(S){this.#_=S}#b=(q(this,x),q(this,We,!1));get lightTheme(){return this.#b}set lightTheme(S){this.#b=S}validCommandTypes=(q(this,ut),new Set(["user_command","message_command","slash_command"]));checkType(){if(this.type){if(typeof this.type!="string")throw new TypeError("DiscordCommand `type` prop must be a string.");if(!this.validCommandTypes.has(this.type))throw new RangeError("DiscordCommand `type` prop must be one of: 'uer_command', 'message_command' or 'slash_command'")}}resolveAvatar(S){return Oe[S]??S??Oe.default}render(){this.checkType();let S={author:this.author,bot:!1,verified:!1,server:!1,roleColor:this.roleColor},y=Reflect.get(wt,this.profile)??{},U={...S,...y,avatar:this.resolveAvatar(y.avatar??this.avatar)},Ai={author:this.contextUserName,bot:this.contextUserBot,verified:this.contextUserBotVerified,server:!1,roleColor:this.contextUserRoleColor},oi=Reflect.get(wt,this.contextUserProfile)??{},Ie={...Ai,...oi,avatar:this.resolveAvatar(oi.avatar??this.contextUserAvatar)},Si=this.contextMessageDeleted?n`<em class="discord-message-deleted">Original message was deleted</em>`:this.contextMessageReply;return n`
			${V(this.compactMode,()=>n`<div class="discord-reply-badge">${er()}</div>`,()=>n`<img class="discord-replied-message-avatar" src="${Z(U.avatar)}" alt="${Z(U.author)}" />`)}
			<span class="discord-replied-message-username" style=${Ne({color:U.roleColor??""})}>${U.author}</span>
			<span> used </span>
			${V(this.type==="slash_command",()=>n`<div class="discord-replied-message-content discord-slash-command-name">
						${tr()}<span>${this.command}</span>
					</div>`)}
			${V(this.type==="user_command",()=>n`<div class="discord-replied-message-content discord-context-command-name"><span>${this.command}</span></div>
						${xs({class:"discord-arrow-right-icon"})}
						<div class="discord-context-user">
							${V(!this.compactMode,()=>n`<img
										class="discord-replied-message-avatar"
										src="${Z(Ie.avatar)}"
										alt="${Z(Ie.author)}"
									/>`)}
							<span class="discord-replied-message-username" style=${Ne({color:Ie.roleColor??""})}
								>${Ie.author}</span
							>
						</div>`)}
			${V(this.type==="message_command",()=>n`<div class="discord-replied-message-content discord-context-command-name"><span>${this.command}</span></div>
						${xs({class:"discord-arrow-right-icon"})}
						${V(!this.contextMessageDeleted,()=>n`<div class="discord-context-user">
									${V(!this.compactMode,()=>V(!this.contextUserOfficialApplication,()=>n`<img
													class="discord-replied-message-avatar"
													src="${Z(Ie.avatar)}"
													alt="${Z(Ie.author)}"
												/>`,()=>n`<img
													class="discord-replied-message-avatar"
													src="${Z(Oe.blue)}"
													alt="OFFICIALAPPLICATION"
												/>`))}
									${V(Ie.bot,()=>n`<span class="discord-application-tag">${Ie.verified?Le():""}App</span>`,()=>V(this.contextUserServer,()=>n`<span class="discord-application-tag">SERVER</span>`,()=>V(this.contextUserOfficialApplication,()=>n`<span class="discord-application-tag">${Le()}OFFICIAL</span>`)))}
									<span class="discord-replied-message-username" style=${Ne({color:Ie.roleColor??""})}
										>${Ie.author}</span
									><span></span>
								</div>`,()=>V(this.contextMessageDeleted,()=>ir({class:"discord-message-margintop",style:"margin-right: 3px;"})))}
						<div class="discord-replied-message-content discord-message-margintop">${Si}</div>
						${V(this.contextCommandReply&&!this.contextMessageDeleted,()=>$i({class:"discord-replied-message-content-icon discord-message-margintop"}),()=>V(this.contextAttachmentReply,()=>wi({class:"discord-replied-message-content-icon discord-message-margintop"})))} `)}
		`}static{q(s,i)}};return gt=s})();var It=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Ue=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},fm=(()=>{let t=[Y("discord-custom-emoji")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[];var P=class extends r{static{s=this}static{let w=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z()],f=[z()],d=[z({attribute:!1})],v=[z({type:Boolean,attribute:"embed-emoji"})],_=[z({type:Boolean,attribute:"jumbo"})],It(this,null,o,{kind:"accessor",name:"name",static:!1,private:!1,access:{has:M=>"name"in M,get:M=>M.name,set:(M,L)=>{M.name=L}},metadata:w},a,l),It(this,null,f,{kind:"accessor",name:"url",static:!1,private:!1,access:{has:M=>"url"in M,get:M=>M.url,set:(M,L)=>{M.url=L}},metadata:w},m,c),It(this,null,d,{kind:"accessor",name:"customEmojisMap",static:!1,private:!1,access:{has:M=>"customEmojisMap"in M,get:M=>M.customEmojisMap,set:(M,L)=>{M.customEmojisMap=L}},metadata:w},b,p),It(this,null,v,{kind:"accessor",name:"embedEmoji",static:!1,private:!1,access:{has:M=>"embedEmoji"in M,get:M=>M.embedEmoji,set:(M,L)=>{M.embedEmoji=L}},metadata:w},u,h),It(this,null,_,{kind:"accessor",name:"jumbo",static:!1,private:!1,access:{has:M=>"jumbo"in M,get:M=>M.jumbo,set:(M,L)=>{M.jumbo=L}},metadata:w},R,T),It(null,e={value:s},t,{kind:"class",name:s.name,metadata:w},null,i),P=s=e.value,w&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:w})}static styles=X`
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
	`;#t=Ue(this,a,void 0);get name(){return this.#t}set name(w){this.#t=w}#e=(Ue(this,l),Ue(this,m,void 0));get url(){return this.#e}set url(w){this.#e=w}#i=(Ue(this,c),Ue(this,b,{}));get customEmojisMap(){return this.#i}set customEmojisMap(w){this.#i=w}#s=(Ue(this,p),Ue(this,u,void 0));get embedEmoji(){return this.#s}set embedEmoji(w){this.#s=w}#r=(Ue(this,h),Ue(this,R,void 0));get jumbo(){return this.#r}set jumbo(w){this.#r=w}willUpdate(){if(!this.url&&this.name){let w=St(this.name)??this.customEmojisMap[this.name];w&&(this.url??=w.url??"",this.embedEmoji??=w.embedEmoji??!1)}}render(){let w=`:${this.name}:`;return n`<span
			class=${vt({"discord-embed-custom-emoji":this.embedEmoji,"discord-custom-emoji":!this.embedEmoji})}
			><img
				aria-label=${w}
				src=${Z(this.url)}
				alt=${w}
				draggable="false"
				class=${vt({"discord-embed-custom-emoji-image":this.embedEmoji,"discord-custom-emoji-image":!this.embedEmoji,"discord-custom-jumbo-emoji-image":this.jumbo})}
		/></span> `}constructor(){super(...arguments),Ue(this,T)}static{Ue(s,i)}};return P=s})();var je=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},re=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},km=(()=>{let t=[Y("discord-embed")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[],P,w=[],M=[],L,le=[],he=[],ue,ve=[],ge=[],_e,be=[],ze=[],ye,xe=[],Me=[],we,$e=[],ke=[],He,Te=[],Ce=[];var Ee=class extends r{static{s=this}static{let O=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z()],f=[z({attribute:"author-name"})],d=[z({attribute:"author-image"})],v=[z({attribute:"author-url"})],_=[z({attribute:"embed-title"})],P=[z({attribute:!1})],L=[z()],ue=[z()],_e=[z()],ye=[z()],we=[z()],He=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],je(this,null,o,{kind:"accessor",name:"color",static:!1,private:!1,access:{has:k=>"color"in k,get:k=>k.color,set:(k,F)=>{k.color=F}},metadata:O},a,l),je(this,null,f,{kind:"accessor",name:"authorName",static:!1,private:!1,access:{has:k=>"authorName"in k,get:k=>k.authorName,set:(k,F)=>{k.authorName=F}},metadata:O},m,c),je(this,null,d,{kind:"accessor",name:"authorImage",static:!1,private:!1,access:{has:k=>"authorImage"in k,get:k=>k.authorImage,set:(k,F)=>{k.authorImage=F}},metadata:O},b,p),je(this,null,v,{kind:"accessor",name:"authorUrl",static:!1,private:!1,access:{has:k=>"authorUrl"in k,get:k=>k.authorUrl,set:(k,F)=>{k.authorUrl=F}},metadata:O},u,h),je(this,null,_,{kind:"accessor",name:"embedTitle",static:!1,private:!1,access:{has:k=>"embedTitle"in k,get:k=>k.embedTitle,set:(k,F)=>{k.embedTitle=F}},metadata:O},R,T),je(this,null,P,{kind:"accessor",name:"embedEmojisMap",static:!1,private:!1,access:{has:k=>"embedEmojisMap"in k,get:k=>k.embedEmojisMap,set:(k,F)=>{k.embedEmojisMap=F}},metadata:O},w,M),je(this,null,L,{kind:"accessor",name:"url",static:!1,private:!1,access:{has:k=>"url"in k,get:k=>k.url,set:(k,F)=>{k.url=F}},metadata:O},le,he),je(this,null,ue,{kind:"accessor",name:"thumbnail",static:!1,private:!1,access:{has:k=>"thumbnail"in k,get:k=>k.thumbnail,set:(k,F)=>{k.thumbnail=F}},metadata:O},ve,ge),je(this,null,_e,{kind:"accessor",name:"image",static:!1,private:!1,access:{has:k=>"image"in k,get:k=>k.image,set:(k,F)=>{k.image=F}},metadata:O},be,ze),je(this,null,ye,{kind:"accessor",name:"video",static:!1,private:!1,access:{has:k=>"video"in k,get:k=>k.video,set:(k,F)=>{k.video=F}},metadata:O},xe,Me),je(this,null,we,{kind:"accessor",name:"provider",static:!1,private:!1,access:{has:k=>"provider"in k,get:k=>k.provider,set:(k,F)=>{k.provider=F}},metadata:O},$e,ke),je(this,null,He,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:k=>"lightTheme"in k,get:k=>k.lightTheme,set:(k,F)=>{k.lightTheme=F}},metadata:O},Te,Ce),je(null,e={value:s},t,{kind:"class",name:s.name,metadata:O},null,i),Ee=s=e.value,O&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:O})}static styles=X`
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
	`;#t=re(this,a,void 0);get color(){return this.#t}set color(O){this.#t=O}#e=(re(this,l),re(this,m,void 0));get authorName(){return this.#e}set authorName(O){this.#e=O}#i=(re(this,c),re(this,b,void 0));get authorImage(){return this.#i}set authorImage(O){this.#i=O}#s=(re(this,p),re(this,u,void 0));get authorUrl(){return this.#s}set authorUrl(O){this.#s=O}#r=(re(this,h),re(this,R,void 0));get embedTitle(){return this.#r}set embedTitle(O){this.#r=O}#d=(re(this,T),re(this,w,{}));get embedEmojisMap(){return this.#d}set embedEmojisMap(O){this.#d=O}#a=(re(this,M),re(this,le,void 0));get url(){return this.#a}set url(O){this.#a=O}#o=(re(this,he),re(this,ve,void 0));get thumbnail(){return this.#o}set thumbnail(O){this.#o=O}#l=(re(this,ge),re(this,be,void 0));get image(){return this.#l}set image(O){this.#l=O}#n=(re(this,ze),re(this,xe,void 0));get video(){return this.#n}set video(O){this.#n=O}#c=(re(this,Me),re(this,$e,void 0));get provider(){return this.#c}set provider(O){this.#c=O}#h=(re(this,ke),re(this,Te,!1));get lightTheme(){return this.#h}set lightTheme(O){this.#h=O}render(){let O=this.parseTitle(this.authorName),k=this.parseTitle(this.embedTitle);return n`<div style=${Ne({"background-color":this.color})} class="discord-left-border"></div>
			<div class="discord-embed-root">
				<div class="discord-embed-wrapper">
					<div class="discord-embed-grid">
						${V(this.provider,()=>n`<div class="discord-embed-provider">${this.provider}</div>`)}
						${V(O,()=>n`<div class="discord-embed-author">
									${V(this.authorImage,()=>n`<img src=${Z(this.authorImage)} alt="" class="discord-author-image" />`)}
									${V(this.authorUrl,()=>n`<a
												href=${Z(this.authorUrl)}
												target="_blank"
												rel="noopener noreferrer"
												class="discord-embed-author-block"
											>
												<span class="discord-embed-author-block">${O}</span>
											</a>`,()=>n`<span class="discord-embed-author-block">${O}</span>`)}
								</div>`)}
						${V(k,()=>n`<div class="discord-embed-title">
									${this.url?n`<a href="${this.url}" target="_blank" rel="noopener noreferrer"> ${k} </a>`:n`${k}`}
								</div>`)}
						<slot name="description"></slot>
						<slot name="fields"></slot>
						${V(this.image||this.video,()=>n`<div class=${vt({"discord-embed-media":!0,"discord-embed-media-video":!!this.video})}>
									${this.renderMedia()}
								</div>`)}
						${V(this.thumbnail,()=>n`<img src=${Z(this.thumbnail)} alt="" class="discord-embed-thumbnail" />`)}
						<slot name="footer"></slot>
					</div>
				</div>
			</div>`}renderMedia(){return this.video?n`
				<video
					controls
					muted
					preload="none"
					poster=${Z(this.image)}
					src=${Z(this.video)}
					height="225"
					width="400"
					class="discord-embed-video"
				>
					<img src=${Z(this.image)} alt="Discord embed media" class="discord-embed-image" />
				</video>
			`:this.image?n`<img src=${Z(this.image)} alt="Discord embed media" class="discord-embed-image" />`:null}parseTitle(O){if(!O)return null;let k=[],F="";for(let j of O.split(`
`)){for(let $ of j.split(" ")){let W=St($)??this.embedEmojisMap[$]??{};W.name?k.push(n`<discord-custom-emoji name=${W.name} url=${Z(W.url)} embed-emoji></discord-custom-emoji>`):F+=`${$} `,F===" "&&k.push(n`<br />`)}k.push(F),F=""}return k.map(j=>typeof j=="string"?n`<span>${j}</span>`:j)}constructor(){super(...arguments),re(this,Ce)}static{re(s,i)}};return Ee=s})();var gd=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},_d=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Am=(()=>{let t=[Y("discord-embed-description")],e,i=[],s,r=G;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;gd(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=X`
		:host {
			font-size: 0.875rem;
			font-weight: 400;
			grid-column: 1/1;
			line-height: 1.125rem;
			margin-top: 8px;
			min-width: 0;
		}
	`;render(){return n`<slot></slot>`}static{_d(s,i)}};return o=s})();var bd=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},zd=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Dm=(()=>{let t=[Y("discord-embed-fields")],e,i=[],s,r=G;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;bd(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=X`
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
	`;render(){return n`<slot></slot>`}static{zd(s,i)}};return o=s})();var jt=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},qe=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Wm=(()=>{let t=[Y("discord-embed-field")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[],_,R=[],T=[];var P=class extends r{static{s=this}static{let w=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({reflect:!0,attribute:"field-title"})],f=[z({attribute:!1})],d=[z({type:Boolean,reflect:!0,attribute:"inline"})],v=[z({type:Number,reflect:!0,attribute:"inline-index"})],_=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],jt(this,null,o,{kind:"accessor",name:"fieldTitle",static:!1,private:!1,access:{has:M=>"fieldTitle"in M,get:M=>M.fieldTitle,set:(M,L)=>{M.fieldTitle=L}},metadata:w},a,l),jt(this,null,f,{kind:"accessor",name:"embedFieldEmojisMap",static:!1,private:!1,access:{has:M=>"embedFieldEmojisMap"in M,get:M=>M.embedFieldEmojisMap,set:(M,L)=>{M.embedFieldEmojisMap=L}},metadata:w},m,c),jt(this,null,d,{kind:"accessor",name:"inline",static:!1,private:!1,access:{has:M=>"inline"in M,get:M=>M.inline,set:(M,L)=>{M.inline=L}},metadata:w},b,p),jt(this,null,v,{kind:"accessor",name:"inlineIndex",static:!1,private:!1,access:{has:M=>"inlineIndex"in M,get:M=>M.inlineIndex,set:(M,L)=>{M.inlineIndex=L}},metadata:w},u,h),jt(this,null,_,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:M=>"lightTheme"in M,get:M=>M.lightTheme,set:(M,L)=>{M.lightTheme=L}},metadata:w},R,T),jt(null,e={value:s},t,{kind:"class",name:s.name,metadata:w},null,i),P=s=e.value,w&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:w})}static styles=X`
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
	`;#t=qe(this,a,void 0);get fieldTitle(){return this.#t}set fieldTitle(w){this.#t=w}#e=(qe(this,l),qe(this,m,{}));get embedFieldEmojisMap(){return this.#e}set embedFieldEmojisMap(w){this.#e=w}#i=(qe(this,c),qe(this,b,!1));get inline(){return this.#i}set inline(w){this.#i=w}#s=(qe(this,p),qe(this,u,void 0));get inlineIndex(){return this.#s}set inlineIndex(w){this.#s=w}#r=(qe(this,h),qe(this,R,!1));get lightTheme(){return this.#r}set lightTheme(w){this.#r=w}validInlineIndices=(qe(this,T),new Set([1,2,3]));checkInlineIndex(){if(this.inlineIndex){let w=Number(this.inlineIndex);if(!Number.isNaN(w)&&!this.validInlineIndices.has(w))throw new RangeError("DiscordEmbedField `inlineIndex` prop must be one of: 1, 2, or 3")}}render(){this.checkInlineIndex();let w=this.parseTitle(this.fieldTitle),M=V(w,()=>n`<div class="discord-field-title">${[...w]}</div>`);return n`${M}<slot></slot>`}parseTitle(w){if(!w)return null;let M=[],L="";for(let le of w.split(`
`)){for(let he of le.split(" ")){let ue=St(he)??this.embedFieldEmojisMap[he]??{};ue.name?M.push(n`<discord-custom-emoji name=${ue.name} url=${Z(ue.url)} embed-emoji></discord-custom-emoji>`):L+=`${he} `,L===" "&&M.push(n`<br />`)}M.push(L),L=""}return M.map(le=>typeof le=="string"?n`<span>${le}</span>`:le)}static{qe(s,i)}};return P=s})();var ki=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Xe=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},s4=(()=>{let t=[Y("discord-embed-footer")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[];var _=class extends r{static{s=this}static{let R=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({attribute:"footer-image"})],f=[z({attribute:"footer-image-alt"})],d=[z({type:String,reflect:!0,converter:T=>At(T),attribute:!0})],v=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],ki(this,null,o,{kind:"accessor",name:"footerImage",static:!1,private:!1,access:{has:T=>"footerImage"in T,get:T=>T.footerImage,set:(T,P)=>{T.footerImage=P}},metadata:R},a,l),ki(this,null,f,{kind:"accessor",name:"footerImageAlt",static:!1,private:!1,access:{has:T=>"footerImageAlt"in T,get:T=>T.footerImageAlt,set:(T,P)=>{T.footerImageAlt=P}},metadata:R},m,c),ki(this,null,d,{kind:"accessor",name:"timestamp",static:!1,private:!1,access:{has:T=>"timestamp"in T,get:T=>T.timestamp,set:(T,P)=>{T.timestamp=P}},metadata:R},b,p),ki(this,null,v,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:T=>"lightTheme"in T,get:T=>T.lightTheme,set:(T,P)=>{T.lightTheme=P}},metadata:R},u,h),ki(null,e={value:s},t,{kind:"class",name:s.name,metadata:R},null,i),_=s=e.value,R&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:R})}static styles=X`
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
	`;#t=Xe(this,a,void 0);get footerImage(){return this.#t}set footerImage(R){this.#t=R}#e=(Xe(this,l),Xe(this,m,void 0));get footerImageAlt(){return this.#e}set footerImageAlt(R){this.#e=R}#i=(Xe(this,c),Xe(this,b,void 0));get timestamp(){return this.#i}set timestamp(R){this.#i=R}#s=(Xe(this,p),Xe(this,u,!1));get lightTheme(){return this.#s}set lightTheme(R){this.#s=R}updateTimestamp(R){R&&!Number.isNaN(new Date(R).getTime())&&(this.timestamp=At(R))}render(){return this.updateTimestamp(this.timestamp),n`${V(this.footerImage,()=>n`<img src=${Z(this.footerImage)} alt=${Z(this.footerImageAlt)} class="discord-footer-image" />`)}
			<slot></slot>
			${V(this.timestamp,()=>n`<span class="discord-footer-separator">&bull;</span>`)}
			${V(this.timestamp,()=>` ${this.timestamp}`,()=>null)}`}constructor(){super(...arguments),Xe(this,h)}static{Xe(s,i)}};return _=s})();var Ms=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},$t=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},c4=(()=>{let t=[Y("discord-code")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[];var v=class extends r{static{s=this}static{let u=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({type:Boolean,reflect:!0})],f=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],d=[z({type:Boolean,reflect:!0})],Ms(this,null,o,{kind:"accessor",name:"multiline",static:!1,private:!1,access:{has:h=>"multiline"in h,get:h=>h.multiline,set:(h,_)=>{h.multiline=_}},metadata:u},a,l),Ms(this,null,f,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:h=>"lightTheme"in h,get:h=>h.lightTheme,set:(h,_)=>{h.lightTheme=_}},metadata:u},m,c),Ms(this,null,d,{kind:"accessor",name:"embed",static:!1,private:!1,access:{has:h=>"embed"in h,get:h=>h.embed,set:(h,_)=>{h.embed=_}},metadata:u},b,p),Ms(null,e={value:s},t,{kind:"class",name:s.name,metadata:u},null,i),v=s=e.value,u&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:u})}static styles=X`
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
	`;#t=$t(this,a,!1);get multiline(){return this.#t}set multiline(u){this.#t=u}#e=($t(this,l),$t(this,m,!1));get lightTheme(){return this.#e}set lightTheme(u){this.#e=u}#i=($t(this,c),$t(this,b,!1));get embed(){return this.#i}set embed(u){this.#i=u}render(){return this.multiline?n`<discord-pre ?embed=${this.embed}
				><code><slot></slot></code
			></discord-pre>`:n`<code><slot></slot></code>`}constructor(){super(...arguments),$t(this,p)}static{$t(s,i)}};return v=s})();var Xr=(t,e,i)=>{for(let s of e)if(s[0]===t)return(0,s[1])();return i?.()};function yd(t){return t.startsWith("#")?t.slice(1):t}function xd(t){let e=t.length===3||t.length===4,i=e?`${t.slice(0,1)}${t.slice(0,1)}`:t.slice(0,2),s=e?`${t.slice(1,2)}${t.slice(1,2)}`:t.slice(2,4),r=e?`${t.slice(2,3)}${t.slice(2,3)}`:t.slice(4,6),o=(e?`${t.slice(3,4)}${t.slice(3,4)}`:t.slice(6,8))||"ff";return{r:i,g:s,b:r,a:o}}function ws(t){return Number.parseInt(t,16)}function Md({r:t,g:e,b:i,a:s}){return{r:ws(t),g:ws(e),b:ws(i),a:Number((ws(s)/255).toFixed(2))}}function wd(t){return typeof t=="number"||typeof t=="string"&&Number.isFinite(Number(t))}function $d(t,e){let{r:i,g:s,b:r,a:o}=t,a=wd(e)?e:o;return`rgba(${i}, ${s}, ${r}, ${a})`}function $s(t,e){let i=yd(t),s=xd(i),r=Md(s);return $d(r,e)}var kd=C`
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
`;function sr(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-label="Browse Channels"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${kd}
	</svg>`}var Hd=C`
	<path
		fill="currentColor"
		d="M21.487 5.126L12.487 0.126C12.184 -0.042 11.818 -0.042 11.515 0.126L2.51498 5.126C2.19798 5.302 2.00098 5.636 2.00098 5.999C2.00098 6.693 2.11498 22.999 12.001 22.999C21.887 22.999 22.001 6.693 22.001 5.999C22.001 5.636 21.804 5.302 21.487 5.126ZM12.001 5.999C13.382 5.999 14.501 7.118 14.501 8.499C14.501 9.88 13.382 10.999 12.001 10.999C10.62 10.999 9.50098 9.88 9.50098 8.499C9.50098 7.118 10.62 5.999 12.001 5.999ZM8.25098 16C8.25098 13.699 9.69998 12.25 12.001 12.25C14.302 12.25 15.751 13.699 15.751 16H8.25098Z"
	/>
`;function rr(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-label="Customise Community"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Hd}
	</svg>`}var Td=C`
	<path
		d="M11 3a1 1 0 1 1 2 0v2h5.75c.16 0 .3.07.4.2l2.63 3.5a.5.5 0 0 1 0 .6l-2.63 3.5a.5.5 0 0 1-.4.2H13v5h2a2 2 0 0 1 2 2v1a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-1c0-1.1.9-2 2-2h2v-5H2.8a.5.5 0 0 1-.44-.72L3.9 9.22a.5.5 0 0 0 0-.44L2.36 5.72A.5.5 0 0 1 2.81 5H11V3Z"
		fill="currentColor"
	/>
`;function ar(t={}){return n`<svg
		${E(t)}
		class="discord-mention-icon"
		aria-label="Server Guide"
		aria-hidden="false"
		role="img"
		width="24"
		height="24"
		viewBox="0 0 24 24"
		xmlns="http://www.w3.org/2000/svg"
	>
		${Td}
	</svg>`}var Hi=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Ye=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},P4=(()=>{let t=[Y("discord-mention")],e,i=[],s,r=G,o,a=[],l=[],f,m=[],c=[],d,b=[],p=[],v,u=[],h=[];var _=class extends r{static{s=this}static{let R=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[z({type:Boolean,reflect:!0})],f=[z({reflect:!0})],d=[z({reflect:!0})],v=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],Hi(this,null,o,{kind:"accessor",name:"highlight",static:!1,private:!1,access:{has:T=>"highlight"in T,get:T=>T.highlight,set:(T,P)=>{T.highlight=P}},metadata:R},a,l),Hi(this,null,f,{kind:"accessor",name:"type",static:!1,private:!1,access:{has:T=>"type"in T,get:T=>T.type,set:(T,P)=>{T.type=P}},metadata:R},m,c),Hi(this,null,d,{kind:"accessor",name:"color",static:!1,private:!1,access:{has:T=>"color"in T,get:T=>T.color,set:(T,P)=>{T.color=P}},metadata:R},b,p),Hi(this,null,v,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:T=>"lightTheme"in T,get:T=>T.lightTheme,set:(T,P)=>{T.lightTheme=P}},metadata:R},u,h),Hi(null,e={value:s},t,{kind:"class",name:s.name,metadata:R},null,i),_=s=e.value,R&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:R})}static styles=X`
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
	`;#t=Ye(this,a,!1);get highlight(){return this.#t}set highlight(R){this.#t=R}#e=(Ye(this,l),Ye(this,m,"user"));get type(){return this.#e}set type(R){this.#e=R}#i=(Ye(this,c),Ye(this,b,void 0));get color(){return this.#i}set color(R){this.#i=R}setHoverColor=(Ye(this,p),()=>{this.color&&(this.style.backgroundColor=$s(this.color,.3))});resetHoverColor=()=>{this.color&&(this.style.backgroundColor=$s(this.color,.1))};#s=Ye(this,u,!1);get lightTheme(){return this.#s}set lightTheme(R){this.#s=R}connectedCallback(){super.connectedCallback(),this.color&&this.type==="role"&&(this.addEventListener("mouseover",this.setHoverColor),this.addEventListener("mouseout",this.resetHoverColor))}disconnectedCallback(){this.removeEventListener("mouseover",this.setHoverColor),this.removeEventListener("mouseout",this.resetHoverColor),super.disconnectedCallback()}willUpdate(){this.color&&(this.style.color=this.color,this.type==="role"&&(this.style.backgroundColor=$s(this.color,.1)))}render(){return n`<span class="no-wrap"
				>${Xr(this.type,[["channel",()=>bi()],["user",()=>n`@`],["role",()=>n`@`],["voice",()=>xi()],["locked",()=>yi()],["thread",()=>zi()],["forum",()=>_i()],["server-guide",()=>ar()],["channels-and-roles",()=>sr()],["customize-community",()=>rr()],["slash",()=>n`/`]])}</span
			><slot></slot>`}constructor(){super(...arguments),Ye(this,h)}static{Ye(s,i)}};return _=s})();var Yr=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},or=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},W4=(()=>{let t=[Y("discord-quote")],e,i=[],s,r=G,o,a=[],l=[];var f=class extends r{static{s=this}static{let m=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;o=[J({context:de,subscribe:!0}),z({type:Boolean,reflect:!0,attribute:"light-theme"})],Yr(this,null,o,{kind:"accessor",name:"lightTheme",static:!1,private:!1,access:{has:c=>"lightTheme"in c,get:c=>c.lightTheme,set:(c,d)=>{c.lightTheme=d}},metadata:m},a,l),Yr(null,e={value:s},t,{kind:"class",name:s.name,metadata:m},null,i),f=s=e.value,m&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:m})}static styles=X`
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
	`;#t=or(this,a,!1);get lightTheme(){return this.#t}set lightTheme(m){this.#t=m}render(){return n`
			<div class="discord-quote-divider"></div>
			<!-- display: inline -->
			<blockquote><slot></slot></blockquote>
		`}constructor(){super(...arguments),or(this,l)}static{or(s,i)}};return f=s})();var Cd=function(t,e,i,s,r,o){function a(_){if(_!==void 0&&typeof _!="function")throw new TypeError("Function expected");return _}for(var l=s.kind,f=l==="getter"?"get":l==="setter"?"set":"value",m=!e&&t?s.static?t:t.prototype:null,c=e||(m?Object.getOwnPropertyDescriptor(m,s.name):{}),d,b=!1,p=i.length-1;p>=0;p--){var v={};for(var u in s)v[u]=u==="access"?{}:s[u];for(var u in s.access)v.access[u]=s.access[u];v.addInitializer=function(_){if(b)throw new TypeError("Cannot add initializers after decoration has completed");o.push(a(_||null))};var h=(0,i[p])(l==="accessor"?{get:c.get,set:c.set}:c[f],v);if(l==="accessor"){if(h===void 0)continue;if(h===null||typeof h!="object")throw new TypeError("Object expected");(d=a(h.get))&&(c.get=d),(d=a(h.set))&&(c.set=d),(d=a(h.init))&&r.unshift(d)}else(d=a(h))&&(l==="field"?r.unshift(d):c[f]=d)}m&&Object.defineProperty(m,s.name,c),b=!0},Ed=function(t,e,i){for(var s=arguments.length>2,r=0;r<e.length;r++)i=s?e[r].call(t,i):e[r].call(t);return s?i:void 0},Y4=(()=>{let t=[Y("discord-time")],e,i=[],s,r=G;var o=class extends r{static{s=this}static{let a=typeof Symbol=="function"&&Symbol.metadata?Object.create(r[Symbol.metadata]??null):void 0;Cd(null,e={value:s},t,{kind:"class",name:s.name,metadata:a},null,i),o=s=e.value,a&&Object.defineProperty(s,Symbol.metadata,{enumerable:!0,configurable:!0,writable:!0,value:a})}static styles=X`
		:host {
			white-space: nowrap;
			background-color: #ffffff0f;
			border-radius: 3px;
			padding: 0 2px;
		}
	`;render(){return n`<slot></slot>`}static{Ed(s,i)}};return o=s})();var La=ro(Pa(),1);function Ti(t,e){return Na(t,(0,La.parse)(e,"extended"))}function Na(t,e){return typeof e=="string"?[e]:(e??[]).map(i=>Rl(t,i))}function Rl(t,e){let i=()=>Na(t,e.content),s=typeof e.content=="string"?e.content:"";switch(e.type){case"text":return s;case"twemoji":return String(e.name);case"br":return n`<br />`;case"strong":return n`<strong>${i()}</strong>`;case"em":return n`<em>${i()}</em>`;case"underline":return n`<u>${i()}</u>`;case"strikethrough":return n`<s>${i()}</s>`;case"spoiler":return n`<details class="spoiler"><summary>spoiler</summary>${i()}</details>`;case"inlineCode":return n`<discord-code>${s}</discord-code>`;case"codeBlock":return n`<discord-code multiline>${s}</discord-code>`;case"blockQuote":return n`<discord-quote>${i()}</discord-quote>`;case"heading":return n`<strong class="heading">${i()}</strong>`;case"subtext":return n`<small>${i()}</small>`;case"link":case"url":case"autolink":return Il(String(e.target),i());case"timestamp":return Vl(Number(e.timestamp),String(e.format??"f"));case"user":return n`<discord-mention type="user">${t.name(String(e.id))}</discord-mention>`;case"role":return n`<discord-mention type="role"
        >${t.hello?.roles.find(r=>r.id===e.id)?.name??"unknown-role"}</discord-mention
      >`;case"channel":return n`<discord-mention type="channel"
        >${t.hello?.channels.find(r=>r.id===e.id)?.name??"unknown"}</discord-mention
      >`;case"everyone":return"@everyone";case"here":return"@here";default:return s||n`${i()}`}}function Il(t,e){return/^https?:\/\//i.test(t)?n`<a href=${t} target="_blank" rel="noopener noreferrer">${e}</a>`:n`${e}`}var jl=[["year",31536e3],["month",2592e3],["day",86400],["hour",3600],["minute",60],["second",1]],Dl=new Intl.RelativeTimeFormat(navigator.language,{numeric:"auto"});function Vl(t,e){let i=new Date(t*1e3);return Number.isNaN(i.getTime())?`<t:${t}:${e}>`:n`<discord-time title=${i.toLocaleString()}>${Ol(i,e)}</discord-time>`}function Ol(t,e){if(e==="R"){let s=(t.getTime()-Date.now())/1e3,[r,o]=jl.find(([,a])=>a<=Math.abs(s))??["second",1];return Dl.format(Math.trunc(s/o),r)}let i=s=>new Intl.DateTimeFormat(navigator.language,s).format(t);switch(e){case"t":return i({timeStyle:"short"});case"T":return i({timeStyle:"medium"});case"d":return i({dateStyle:"short"});case"D":return i({dateStyle:"long"});case"F":return i({dateStyle:"full",timeStyle:"short"});default:return i({dateStyle:"long",timeStyle:"short"})}}function Ua(t){let e=[...t.deeds.values()].filter(s=>!s.message),i=[...t.messages.values(),...e];return i.sort((s,r)=>s.id<r.id?-1:1),n`${mt(i,s=>s.id,s=>"said"in s?Zl(t,s):Ll(t,s))}`}function Ll(t,e){let i=(e.flags&64)!==0,s=(e.flags&128)!==0,r=e.interaction_metadata;return n`<discord-message
    id=${`m${e.id}`}
    role="article"
    class=${i?"whisper":""}
    author=${t.name(e.author.id)}
    avatar=${`/avatars/${e.author.id}`}
    role-color=${t.colour(e.author.id)}
    ?bot=${e.author.bot??!1}
    ?edited=${e.edited_timestamp!==null&&!s&&e.content!==""}
    .timestamp=${Fa(e.timestamp)}
  >
    ${r?qa(t,r.user.id,r.name):B}
    ${s?n`<span class="thinking">${t.name(e.author.id)} is thinking…</span>`:n`<span class="content">${Ti(t,e.content)}</span>`}
    ${e.embeds.map(o=>Nl(t,o))}
    ${e.attachments.map(o=>n`<a slot="attachments" class="file" href=${o.url} target="_blank">📄 ${o.filename}</a>`)}
    ${e.components.map(o=>n`<div slot="components" class="row">${o.components.map(a=>ql(t,e,a))}</div>`)}
    ${Fl(t,e)}
    ${i?n`<div slot="reactions" class="aside">
          <span aria-hidden="true">👁</span> Only you can see this •
          <button class="link" @click=${()=>t.dismiss(e.id)}>Dismiss message</button>
        </div>`:B}
  </discord-message>`}function qa(t,e,i){return i?n`<discord-command
    slot="reply"
    author=${t.name(e)}
    avatar=${`/avatars/${e}`}
    role-color=${t.colour(e)}
    command=${i}
  ></discord-command>`:B}function Nl(t,e){let i=e.color===void 0?void 0:`#${e.color.toString(16).padStart(6,"0")}`;return n`<discord-embed slot="embeds" color=${i??B}>
    <discord-embed-description slot="description">
      ${e.title?n`<div class="title">${Ti(t,e.title)}</div>`:B}
      ${e.description?n`<div class="words">${Ti(t,e.description)}</div>`:B}
    </discord-embed-description>
    <discord-embed-fields slot="fields">
      ${e.fields?.map(s=>n`<discord-embed-field field-title=${s.name} ?inline=${s.inline}
            >${Ti(t,s.value)}</discord-embed-field
          >`)}
    </discord-embed-fields>
    ${e.footer?n`<discord-embed-footer slot="footer">${e.footer.text}</discord-embed-footer>`:B}
  </discord-embed>`}var Ul=["","primary","secondary","success","danger","secondary"];function ql(t,e,i){if(i.type!==2)return B;let s=n`${i.emoji?.name??""} ${i.label??""}`,r=`press ${Ul[i.style??2]??"secondary"}`;if(i.url&&/^https?:\/\//i.test(i.url))return n`<a class=${r} href=${i.url} target="_blank" rel="noopener noreferrer"
      >${s} <span aria-hidden="true">↗</span></a
    >`;let o=i.custom_id??"",a=[...t.deeds.values()].some(f=>f.message===e.id&&f.name===o&&f.state==="waiting"),l=()=>t.attempt(t.line.ask({do:"press",message:e.id,button:o}));return n`<button class=${r} ?disabled=${(i.disabled??!1)||a} @click=${l}>
    ${a?"\u2026":s}
  </button>`}function Fl(t,e){return[...t.deeds.values()].some(s=>s.message===e.id&&s.state==="failed")?n`<div slot="components" class="failed" role="alert">This interaction failed</div>`:B}function Zl(t,e){let i=t.hello?.me??"",s=t.hello?.bot,r=e.said.split(" ")[0]?.slice(1)??"";return n`<discord-message
    role="article"
    class="whisper"
    author=${s?.name??""}
    avatar=${`/avatars/${s?.id??""}`}
    bot
    .timestamp=${Fa(new Date().toISOString())}
  >
    ${qa(t,i,r)}
    ${e.state==="waiting"?n`<span class="thinking">Sending command…</span>`:n`<span class="failed" role="alert">The application did not respond</span>
          <div slot="reactions" class="aside">
            <span aria-hidden="true">👁</span> Only you can see this •
            <button class="link" @click=${()=>t.dismiss(e.id)}>Dismiss message</button>
          </div>`}
  </discord-message>`}function Fa(t){let e=new Date(t),i=e.toLocaleTimeString(navigator.language,{hour:"2-digit",minute:"2-digit"});return e.toDateString()===new Date().toDateString()?`Today at ${i}`:`${e.toLocaleDateString(navigator.language)} ${i}`}var me=new Zi(ai),Ei=new Wi(me),ur=new Gi(me),Qa=new Ki(me),Za=!1,ri=!1,Ci=!1,Xa=!0;function Wl(){let{hello:t}=me;if(!t)return n`<p class="waiting" role="status">Waiting for the sandbox…</p>`;let e=t.channels.find(i=>i.id===t.channel)?.name??"";return n`
    <nav class=${ri?"open":""} aria-label="Channels">
      <h1>${t.guild.name}</h1>
      ${t.channels.map(i=>n`<button
            class="channel"
            aria-current=${i.id===t.channel?"page":"false"}
            @click=${()=>{ri=!1,me.sit({channel:i.id})}}
          >
            <span aria-hidden="true">#</span> ${i.name}
          </button>`)}
      <h2>Members</h2>
      <div class="person">
        <img src=${`/avatars/${t.bot.id}`} alt="" /><span
          ><b>${t.bot.name}</b> <small class="app">APP</small><br /><small
            >${me.online?me.activity??"online":"offline"}</small
          ></span
        >
      </div>
      ${mt(t.members,i=>i.id,i=>n`<button
            class="person"
            aria-pressed=${i.id===t.me}
            title=${`Speak as ${i.name}`}
            @click=${()=>Wa(i.id)}
          >
            <img src=${`/avatars/${i.id}`} alt="" /><span
              ><b>${i.name}</b><br /><small>${me.roles(i.id).join(", ")||"no role"}</small></span
            >
          </button>`)}
      <p class="quiet">Press a name to speak as them: roles decide who may do what.</p>
    </nav>
    <main>
      <header>
        <button
          class="icon menu"
          aria-label="Channels and members"
          aria-expanded=${ri}
          @click=${()=>{ri=!ri,ai()}}
        >
          ☰
        </button>
        <b># ${e}</b>
        <span class="quiet topic">A sandbox: the real bot, on this machine alone.</span>
        <label class="speaker">
          <span>Speaking as</span>
          <select id="speaker" @change=${i=>Wa(i.target.value)}>
            ${t.members.map(i=>n`<option value=${i.id} ?selected=${i.id===t.me}>
                  ${i.name} – ${me.roles(i.id).join(", ")||"no role"}
                </option>`)}
          </select>
        </label>
        <button class="icon" id="backstage" aria-expanded=${ur.open} @click=${ur.toggle}>🔧 <span>Backstage</span></button>
      </header>
      ${me.connected?B:n`<p class="lost" role="status">Connection lost. Trying again…</p>`}
      <div class="scroll" tabindex="0" @scroll=${Kl}>
        <div class="log" role="log" aria-label=${`Messages in #${e}`}>
          ${me.messages.size?B:Gl(e)} ${Ua(me)}
        </div>
      </div>
      ${Ei.view()}
    </main>
    ${ur.view()} ${Qa.view()}
    ${Ci?n`<div class="drop" aria-hidden="true">📦<br />Drop the pack for /deploy</div>`:B}
  `}function Gl(t){return n`<div class="welcome">
    <h2>Welcome to #${t}!</h2>
    <p>
      This is the real bot, against a stand-in for Discord and with simulated game servers, all on this machine. Drop a
      server pack anywhere on the page, or
    </p>
    <p>
      <button class="press primary" id="use-sample" @click=${()=>Ei.sample()}>deploy the sample pack</button>
      <a class="press secondary" href="/sample-pack.zip" download>download it</a>
    </p>
    <p>Then try <code>/status</code>, <code>/stop</code> and <code>/start</code>, and speak as somebody else.</p>
  </div>`}function Wa(t){ri=!1,me.sit({member:t})}function Kl(t){let e=t.target;Xa=e.scrollHeight-e.scrollTop-e.clientHeight<40}function ai(){Ui(Wl(),document.body),!Za&&me.hello&&(Za=!0,matchMedia("(hover: hover)").matches&&Ei.focus());let t=document.querySelector(".log");t&&t!==Ga&&(Ga=t,Ka.disconnect(),Ka.observe(t))}var Ga,Ka=new ResizeObserver(()=>{let t=document.querySelector(".scroll");Xa&&t&&(t.scrollTop=t.scrollHeight)});document.addEventListener("click",Qa.clicked);document.addEventListener("dragover",t=>{t.preventDefault(),!Ci&&t.dataTransfer?.types.includes("Files")&&(Ci=!0,ai())});document.addEventListener("dragleave",t=>{t.relatedTarget===null&&(Ci=!1,ai())});document.addEventListener("drop",t=>{t.preventDefault(),Ci=!1,t.dataTransfer?.files.length&&Ei.drop(t.dataTransfer.files),ai()});document.addEventListener("keydown",t=>{t.key==="/"&&!(t.target instanceof HTMLInputElement)&&Ei.focus()});setInterval(()=>me.changed(),1e3);ai();me.line.open();
