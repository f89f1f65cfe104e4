// Writes the mock pages (web/mock/*.html). They are the source that templates are cut from; the data in
// them is invented, place names are real. Remove this folder when every page has its template.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const i = (name, cls = '') => `<svg class="i${cls && ' ' + cls}" aria-hidden="true"><use href="/static/icons.svg#${name}"/></svg>`;
const secret = '<input type="hidden" name="csrf" value="c3Jm"><input type="hidden" name="key" value="0192f0c4">';
const tag = (kind, icon, words) => `<span class="tag ${kind}">${i(icon)}${words}</span>`;
const late = (t) => tag('late', 'circle-alert', t);
const soon = (t) => tag('soon', 'clock-alert', t);
const left = (t) => tag('', 'clock', t);
const prio = { 0: '<span class="p0">普通</span>', 1: `<span class="p1">${i('chevron-up')}急</span>`, 2: `<span class="p2">${i('chevrons-up')}特急</span>` };

const head = (title, cls = '', own = '') => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title} - 督办</title>
<meta name="theme-color" content="#1f3a5f">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="/static/favicon.svg">
<link rel="stylesheet" href="/static/duban.css">${own}
<script src="/static/duban.js" defer></script>
</head>
<body class="${cls}">
<a class="skip" href="#main">跳到正文</a>
`;

const places = [['list', 'folder-open', '案件'], ['report', 'megaphone', '上报问题'], ['seal', 'lock', '封存记录']];
const saved = [['待我派遣', 14, 'soon'], ['已超期', 46, 'late'], ['今日到期', 36, 'soon'], ['待核查', 29], ['退回争议', 3], ['12345 转办', 21], ['市级反馈', 9], ['批示件', 2]];

function shell({ title, at, filter = '', body, cls = '', own = '', who = ['值班长', '林某'] }) {
	return `${head(title, `has-dock${cls && ' ' + cls}`, own)}<div class="frame">
<nav class="rail" id="rail" aria-label="主导航">
  <div class="brand">${i('logo')}<div><b>督办</b><small>芗城区创城指挥中心</small></div>
    <a class="shut" href="#main">${i('x', 'l')}<span class="vh">关闭菜单</span></a></div>
  <ul class="nav">
${places.map(([to, ic, w]) => `    <li><a href="/${to}"${at === to ? ' aria-current="page"' : ''}>${i(ic)}${w}</a></li>`).join('\n')}
  </ul>
  <h2 id="saved">常用筛选</h2>
  <ul class="saved" aria-labelledby="saved">
${saved.map(([w, n, k]) => `    <li><a href="/list?saved=${encodeURIComponent(w)}"${filter === w ? ' aria-current="true"' : ''}>${w}<span${k ? ` class="badge ${k}"` : ''}>${n}</span></a></li>`).join('\n')}
  </ul>
  <ul class="nav foot">
    <li><a href="/style"${at === 'style' ? ' aria-current="page"' : ''}>${i('palette')}界面样式</a></li>
  </ul>
</nav>
<div class="page">
<header class="top">
  <a class="burger" href="#rail">${i('menu', 'l')}<span class="vh">打开菜单</span></a>
  <div class="brand"><b>督办</b></div>
  <form class="q" role="search" action="/list" method="get">${i('search')}
    <input type="search" name="q" aria-label="按案号、地点、小类查找" placeholder="案号、地点、小类" autocomplete="off"><kbd aria-hidden="true">/</kbd></form>
  <span class="demo">演示数据</span>
  <time class="asof" datetime="2026-11-20T14:32+08:00">2026-11-20 周五 14:32</time>
  <details class="pop to-r who">
    <summary class="btn">${i('user')}${who[0]}<span>${who[1]}</span>${i('chevron-down', 's')}</summary>
    <div>
      <form method="post" action="/me/post">${secret}
        <div class="f"><label for="me-post">现在的岗位</label>
          <div class="with"><select id="me-post" name="post"><option>值班长（区创城指挥中心）</option><option>派遣员（区创城指挥中心）</option></select><button class="btn">换</button></div></div>
      </form>
      <form method="post" action="/me/view">${secret}
        <div class="f"><label for="me-size">字号</label>
          <div class="with"><select id="me-size" name="size"><option>标准</option><option>大（125 %）</option><option>特大（150 %）</option></select><button class="btn">改</button></div></div>
      </form>
      <hr>
      <div class="row">
        <form method="post" action="/me/lang">${secret}<button class="btn s" name="lang" value="en" lang="en">${i('languages')}English</button></form>
        <form method="post" action="/logout">${secret}<button class="btn s">${i('log-out')}退出登录</button></form>
      </div>
    </div>
  </details>
</header>
<main class="main" id="main" tabindex="-1">
${body}
</main>
</div>
</div>
<nav class="dock" aria-label="手机导航">
  <a href="/list"${at === 'list' || at === 'case' ? ' aria-current="page"' : ''}>${i('list-checks')}任务<span class="badge pri">14<span class="vh"> 件</span></span></a>
  <a href="/report"${at === 'report' ? ' aria-current="page"' : ''}>${i('megaphone')}上报</a>
  <a href="/seal"${at === 'seal' ? ' aria-current="page"' : ''}>${i('lock')}封存</a>
  <a href="/me"${at === 'me' ? ' aria-current="page"' : ''}>${i('user')}我的</a>
</nav>
</body>
</html>
`;
}

function sheet({ title, body, mid }) {
	return `${head(title)}<div class="sheet${mid ? ' mid' : ''}">
<header class="brand">${i('logo-dark')}<div><b>督办</b><small>芗城区创城指挥中心</small></div><span class="demo">演示数据</span></header>
<main id="main" tabindex="-1">
${body}
</main>
</div>
</body>
</html>
`;
}

/* ---- login ------------------------------------------------------------------------------- */

const loginForm = (bad) => `<div class="card">
<h1>登录</h1>
${bad ? `<div class="oops" role="alert" tabindex="-1">${i('circle-alert')}<div><h2>没有登录成功</h2>
  <ul><li><a href="#name">账号或密码不对。连错 5 次要等 1 分钟，还可试 2 次</a></li></ul></div></div>
` : ''}<form method="post" action="/login">${secret}<input type="hidden" name="next" value="/list">
  <div class="f"><label for="name">账号</label>
    <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required${bad ? ' value="zhiban" aria-invalid="true"' : ''}></div>
  <div class="f"><label for="pass">密码</label>
    <input id="pass" name="pass" type="password" autocomplete="current-password" required${bad ? ' aria-invalid="true"' : ''}></div>
  <button class="btn pri w" data-busy="登录中">登录</button>
</form>
<p class="tip mt">${i('info')}<span>忘了密码找本单位系统管理员重设。本系统不设验证码。</span></p>
</div>
<div class="card">
  <div class="hd"><h2>演示账号</h2><span>密码都是 <code>duban-demo</code></span></div>
  <table class="tbl"><caption class="vh">演示数据里可以登录的账号</caption>
  <thead><tr><th scope="col">账号</th><th scope="col">岗位</th></tr></thead>
  <tbody>
    <tr><td><code>zhiban</code></td><td>值班长，区创城指挥中心</td></tr>
    <tr><td><code>paiqian</code></td><td>派遣员，区创城指挥中心</td></tr>
    <tr><td><code>xiangkou</code></td><td>处置，巷口街道办事处</td></tr>
    <tr><td><code>jiandu07</code></td><td>监督员，岗位 07</td></tr>
  </tbody></table>
</div>
<div class="end"><span>督办 0.1.0</span><form method="post" action="/me/lang">${secret}<button class="btn ln" name="lang" value="en" lang="en">English</button></form></div>`;

/* ---- work list --------------------------------------------------------------------------- */

// prio, no, due tag, due moment, source, class, street, spot, stage kind, stage, unit, updated, flags
const rows = [
	[1, '26715', late('超 5 天'), '11-13 17:30', '市级反馈', '道路破损', '巷口', '浦头路 126 号', 'half', '处置中', '区市政服务中心', '昨天 16:40'],
	[0, '26934', late('超 3 天'), '11-17 17:30', '网格巡查', '非法小广告', '西桥', '延安南路 18 弄', 'full', '待核查', '核查组（指定）', '昨天 17:05'],
	[1, '27102', late('超 2 天'), '11-18 17:30', '12345', '盲道缺损', '新桥', '元光南路公交站', 'half', '处置中', '区市政服务中心', '09:12'],
	[0, '27166', late('超 2 天'), '11-18 17:30', '专项督查', '积存垃圾渣土', '南坑', '东岳小区北墙外', 'back', '返工', '南坑街道办事处', '10:47'],
	[1, '27288', late('超 6 小时'), '今天 08:32', '12345', '店外经营', '巷口', '新华东路 8 号旁', 'half', '处置中', '巷口街道办事处', '', 'vis'],
	[2, '27413', late('超 32 分'), '今天 14:00', '网格巡查', '雨水井盖异常', '通北', '大同路口东南角', 'half', '处置中', '区市政服务中心', '14:21'],
	[2, '27431', soon('还剩 28 分'), '今天 15:00', '随手拍', '占用消防通道', '西桥', '南台路 5 号楼下', 'wait', '待派遣', '建议西桥街道办', '14:30', 'new'],
	[1, '27418', soon('还剩 1 小时 03 分'), '今天 15:35', '12345', '道路遗撒', '芝山', '金峰北路口', 'half', '处置中', '区环卫中心', '14:18'],
	[1, '27391', soon('还剩 2 小时 12 分'), '今天 16:44', '网格巡查', '暴露垃圾', '巷口', '浦头港东侧空地', 'full', '待核查', '核查组（指定）', '10:31'],
	[0, '27402', left('还剩 2 小时 58 分'), '今天 17:30', '网格巡查', '公益性宣传品缺损', '东铺头', '瑞京路围挡', 'wait', '待派遣', '建议东铺头街道办', '13:02'],
	[0, '27405', left('还剩 2 小时 58 分'), '今天 17:30', '随手拍', '非机动车乱停放', '东铺头', '菜市场西门', 'wait', '待派遣', '建议东铺头街道办', '13:26'],
	[0, '27407', left('还剩 2 小时 58 分'), '今天 17:30', '随手拍', '共享单车乱象', '东铺头', '师院公交站', 'wait', '待派遣', '建议东铺头街道办', '13:41'],
	[0, '27295', left('还剩 2 小时 58 分'), '今天 17:30', '专项督查', '绿地脏乱', '石亭', '中心绿地', 'back', '退回争议', '石亭 ⇄ 区园林中心', '12:08'],
	[0, '27240', left('还剩 2 小时 58 分'), '今天 17:30', '市级反馈', '路缘石缺损', '新桥', '诗浦路 40 号', 'hold', '延期待批', '区市政服务中心', '11:55'],
];

const row = ([p, no, due, at, src, cls, st, spot, k, stage, unit, upd, flag = '']) => {
	const sug = unit.startsWith('建议');
	return `<tr${flag === 'vis' ? ' class="vis"' : ''}>
<td class="k"><label><input type="checkbox" name="id" value="${no}" aria-label="选中 2026-${no}"></label></td>
<td class="pr">${prio[p]}</td>
<td class="no"><a href="/case">2026-${no}</a>${flag === 'new' ? '<span class="new">新</span>' : ''}</td>
<td class="due">${due}<time>${at}</time></td>
<td class="src">${src}</td>
<td class="cls">${cls}</td>
<td class="at"><span>${st}</span>${spot}</td>
<td class="st"><span class="dot ${k}">${stage}</span></td>
<td class="un${sug ? ' sug' : ''}">${unit}</td>
<td class="upd">${flag === 'vis' ? `${i('eye', 's')} 刚看过` : `<time>${upd}</time>`}</td>
</tr>`;
};

const listBody = (data, opt = {}) => `<div class="ttl"><h1>案件</h1>
  <span class="mut">${data.length} 件</span> <b class="bad">超期 6</b> <span class="mut">今日到期 8</span>
  <div class="end desk">
    <a class="btn s" href="/list?dense=1">${i('rows-3')}紧凑</a>
    <a class="btn s" href="/list.csv">${i('download')}导出</a>
    <a class="btn s pri" href="/report">${i('plus')}登记新件</a>
  </div></div>
<div class="chips" role="group" aria-label="筛选">
  <a class="chip" href="/list?-due"><span class="vh">去掉筛选：</span>时限 <b>已超期、今日到期</b>${i('x', 's')}</a>
  <a class="chip" href="/list?-open"><span class="vh">去掉筛选：</span>环节 <b>未结案</b>${i('x', 's')}</a>
  <a class="chip" href="/list?-mine"><span class="vh">去掉筛选：</span>跟进 <b>我跟进的</b>${i('x', 's')}</a>
  <a class="chip add" href="#filter">${i('plus', 's')}添加筛选</a>
  <a href="/list?all">全部清除</a>
  <a href="/list/save">${i('save')}存为常用筛选</a>
  <span class="end">按 剩余时限 ↑ 排序</span>
</div>
<form method="post" action="/cases/dispatch">${secret}
<div class="card flat cards">
<div class="wrap"><table class="list${opt.dense ? ' dense' : ''}">
<caption class="vh">案件，按剩余时限从少到多。选中后可以一并派遣。</caption>
<thead><tr>
<th class="k" scope="col"><label class="js-only"><input type="checkbox" aria-label="全选"></label></th>
<th class="pr" scope="col"><a href="/list?sort=prio">优先</a></th>
<th class="no" scope="col"><a href="/list?sort=no">案号</a></th>
<th class="due" scope="col" aria-sort="ascending"><a href="/list?sort=-due">剩余时限${i('chevron-up')}</a></th>
<th class="src" scope="col"><a href="/list?sort=src">来源</a></th>
<th class="cls" scope="col"><a href="/list?sort=class">小类</a></th>
<th class="at" scope="col"><a href="/list?sort=place">地点</a></th>
<th class="st" scope="col"><a href="/list?sort=stage">当前环节</a></th>
<th class="un" scope="col"><a href="/list?sort=unit">责任单位</a></th>
<th class="upd" scope="col"><a href="/list?sort=updated">更新</a></th>
</tr></thead>
<tbody>
${data.map(row).join('\n')}
</tbody></table></div>
<div class="bulk" role="group" aria-label="对选中的案件">
  <span role="status"><b data-n="已选 {0} 件">选中的案件</b></span><span>各按建议单位派遣，逐件校验</span>
  <button class="btn s" data-busy="派遣中">${i('send')}<span data-label data-n="派遣 {0} 件">派遣选中</span></button>
  <button type="button" class="btn s bare js-only" data-clear>取消选择 <kbd>Esc</kbd></button>
</div>
</div>
</form>
<div class="under">
  <span class="desk js-only"><kbd>J</kbd><kbd>K</kbd> 上下</span><span class="desk js-only"><kbd>X</kbd> 选择</span><span class="desk js-only"><kbd>Enter</kbd> 打开</span>
  <details class="pop up desk js-only" id="keys"><summary><kbd>?</kbd> 全部快捷键</summary>
    <p><kbd>J</kbd> <kbd>K</kbd> 上下　<kbd>X</kbd> 选择　<kbd>Enter</kbd> 打开<br><kbd>/</kbd> 查找　<kbd>Esc</kbd> 取消选择、关闭<br>案件页：<kbd>J</kbd> 下一件　<kbd>K</kbd> 上一件</p></details>
  <nav class="pager" aria-label="翻页"><span>${opt.more ? `本页 ${data.length} 件，后面还有` : `${data.length} 件，已全部显示`}</span>${opt.more ? `
    <a class="btn s" rel="prev" href="/list?before=x">上一页</a><a class="btn s" rel="next" href="/list?after=x">下一页</a>` : ''}</nav>
</div>
<p class="print foot-print">数据截至 2026-11-20 14:32　封存至第 1 284 306 条　演示数据</p>`;

const filterBody = `<div class="crumb"><ol><li><a href="/list">案件</a></li><li>添加筛选</li></ol></div>
<div class="ttl"><h1>筛选案件</h1></div>
<form class="narrow" method="get" action="/list"><div class="card">
  <div class="cols">
  <fieldset class="f all"><legend>时限</legend><div class="opt"><label><input type="checkbox" name="due" value="over" checked>已超期</label><label><input type="checkbox" name="due" value="today" checked>今日到期</label><label><input type="checkbox" name="due" value="none">未设时限</label></div></fieldset>
  <fieldset class="f all"><legend>环节</legend><div class="opt"><label><input type="checkbox" name="stage" value="new">待立案</label><label><input type="checkbox" name="stage" value="filed">待派遣</label><label><input type="checkbox" name="stage" value="sent">待签收</label><label><input type="checkbox" name="stage" value="work">处置中</label><label><input type="checkbox" name="stage" value="check">待核查</label><label><input type="checkbox" name="stage" value="hold">已挂账</label><label><input type="checkbox" name="stage" value="closed">已结案</label><label><input type="checkbox" name="stage" value="void">已作废</label></div></fieldset>
  <div class="f"><label for="f-place">街道（镇）</label><select id="f-place" name="place"><option value="">全部</option><option>巷口街道</option><option>西桥街道</option></select></div>
  <div class="f"><label for="f-unit">责任单位</label><select id="f-unit" name="unit"><option value="">全部</option><option>区市政服务中心</option><option>巷口街道办事处</option></select></div>
  <div class="f"><label for="f-class">小类</label><input id="f-class" name="class" placeholder="名称或五位代码"></div>
  <div class="f"><label for="f-src">来源</label><select id="f-src" name="src"><option value="">全部</option><option>网格巡查</option><option>12345</option><option>随手拍</option></select></div>
  </div>
  <div class="row"><button class="btn pri">看符合的案件</button><a class="btn" href="/list">不改了</a></div>
</div></form>`;

const emptyBody = `<div class="ttl"><h1>案件</h1><span class="mut">0 件</span>
  <div class="end"><a class="btn s pri" href="/report">${i('plus')}登记新件</a></div></div>
<div class="chips" role="group" aria-label="筛选"><a class="chip" href="/list"><span class="vh">去掉筛选：</span>环节 <b>待派遣</b>${i('x', 's')}</a><a class="chip add" href="/filter">${i('plus', 's')}添加筛选</a></div>
<div class="empty">${i('inbox')}<h2>没有待派遣的案件</h2><p>最近一件 14:30 派往西桥街道办事处</p><a class="btn s" href="/list">看全部未结案</a></div>`;

/* ---- case -------------------------------------------------------------------------------- */

const act = (word, icon, form, o = {}) => `<details class="act${o.no ? ' no' : ''}${o.open ? ' first' : ''}"${o.open ? ' open' : ''}><summary>${i(icon)}${word}</summary>
<form method="post" action="/case/27391/${o.cmd || 'x'}">${secret}<input type="hidden" name="rev" value="9">
${form}
</form></details>`;
let seq = 0;
const field = (label, control, hint = '') => { const id = `f${++seq}`; return `  <div class="f"><label for="${id}">${label}</label>${control.replace('>', ` id="${id}">`)}${hint && `<span class="hint">${hint}</span>`}</div>`; };
const reason = (label = '理由', hint = '') => field(label, '<textarea name="reason" rows="2" maxlength="500" required></textarea>', hint);
const go = (word, busy, ask) => `  <button class="btn pri w" data-busy="${busy}"${ask || ''}>${word}</button>`;
const danger = (word, busy, q, more) => `  <button class="btn no w" data-busy="${busy}" data-confirm="${q}" data-more="${more}" data-yes="${word}" data-no="再看看">${word}</button>`;

const unitSelect = (name) => `<select name="${name}" required><option value="">选一个单位</option><optgroup label="责任清单推荐"><option selected>巷口街道办事处（属地，第 214 行）</option></optgroup><optgroup label="其他单位"><option>区环卫中心</option><option>区市政服务中心</option><option>区园林中心</option></optgroup></select>`;

const acts = {
	accept: () => act('核实并受理', 'eye', `${field('核实结果', '<select name="result"><option>属实</option><option>不属实</option></select>')}
${reason('核实情况')}
${go('记下核实结果', '提交中')}`, { cmd: 'confirm' }),
	file: () => act('立案', 'file-plus', `${field('立案条件', '<select name="cond" required><option>裸露面积 ≥ 1 m²，限 4 工作时</option><option>裸露面积 ≥ 5 m²，限 2 工作时</option></select>', '06010 暴露垃圾；所选条件决定处置时限')}
${field('优先', '<select name="prio"><option>普通</option><option selected>急</option><option>特急</option></select>')}
${go('立案', '立案中')}`, { cmd: 'file' }),
	refuse: () => act('不予立案', 'file-check', `${field('依据', '<select name="basis" required><option value="">选一条</option><option>不符合立案条件</option><option>不属本区</option><option>已有同一处案件</option></select>')}
${reason('给反映人的答复', '会原样答复反映人')}
${danger('不予立案', '提交中', '不予立案？', '案件就此办结，反映人会收到上面的答复。')}`, { cmd: 'refuse', no: 1 }),
	dispatch: () => act('派遣', 'send', `${field('主办单位', unitSelect('unit'), '依据：责任清单 2026-03 版第 214 行，06010 × 巷口街道')}
${field('岗位或责任人', '<select name="post" required><option>城管办值班岗</option><option>分管领导（岗位）</option></select>')}
${field('协办单位 <i>可不选</i>', '<select name="with"><option value="">无</option><option>区环卫中心</option></select>')}
  <p class="note none">${i('clock')}<span>限 4 工作时：现在派出，今天 17:30 前 2 小时 58 分，余 1 小时 02 分记到下周一 09:02</span></p>
${go('派遣给巷口街道办事处', '派遣中')}`, { cmd: 'dispatch' }),
	take: () => act('签收', 'user-check', `  <p class="hint">签收后由本单位城管办值班岗办理，处置时限从派遣时起算，不因签收晚而顺延。</p>
${go('签收', '签收中')}`, { cmd: 'take' }),
	done: () => act('反馈处置完成', 'check', `${field('怎么做的', '<textarea name="note" rows="3" maxlength="1000" required></textarea>', '例：清运 1 车，冲洗地面')}
${field('完成时刻', '<input type="datetime-local" name="at" value="2026-11-20T10:14" required>')}
  <p class="hint">反馈不等于结案：由发现人、处置人以外的人到场核查。</p>
${go('反馈处置完成', '提交中')}`, { cmd: 'report' }),
	check: (open) => act('核查', 'shield-check', `  <fieldset class="f"><legend>到场看到的</legend><div class="pf"><label><input type="radio" name="result" value="pass" required><span>${i('check')}合格</span></label><label><input type="radio" name="result" value="fail"><span class="fail">${i('x')}不合格</span></label></div></fieldset>
${field('核查情况', '<textarea name="note" rows="2" maxlength="1000" required></textarea>', '合格即结案；不合格退回原单位返工，时限另计')}
${go('记下核查结果', '提交中')}`, { cmd: 'verify', open }),
	draw: () => act('指定核查人', 'shuffle', `${field('核查人', '<select name="post" required><option>核查员 岗位 03</option><option>核查员 岗位 11</option></select>', '发现人、处置单位的人不在名单里')}
${go('派给核查人', '派出中')}`, { cmd: 'assign' }),
	back: () => act('退回', 'undo-2', `${field('退回依据', '<select name="basis" required><option value="">选一条</option><option>不属本单位职责（须选责任清单的行）</option><option>地点不在辖区</option><option>派遣信息有误</option></select>')}
${field('责任清单的行', '<select name="duty"><option value="">不适用</option><option>第 231 行：区环卫中心，道路遗撒</option></select>')}
${reason('说明', '退回不清除任何记录，时限继续走')}
${go('退回派遣席', '退回中')}`, { cmd: 'return' }),
	rework: () => act('返工', 'repeat', `${reason('哪里没有做到')}
${go('退回巷口街道办事处返工', '退回中')}`, { cmd: 'rework' }),
	extend: () => act('申请延期', 'calendar-plus', `${reason('延期理由', '一次加一个原时限，最多两次；须在超期前提出，由他人批准')}
${go('申请延期 4 工作时', '提交中')}`, { cmd: 'extend' }),
	extok: () => act('审批延期', 'stamp', `  <fieldset class="f"><legend>区市政服务中心申请延期 4 工作时</legend><div class="opt"><label><input type="radio" name="ok" value="1" required>同意</label><label><input type="radio" name="ok" value="0">不同意</label></div></fieldset>
${reason('意见')}
${go('提交审批意见', '提交中')}`, { cmd: 'extend-decide' }),
	hold: () => act('挂账', 'circle-pause', `${field('挂到哪天', '<input type="date" name="until" min="2026-11-21" max="2027-11-20" required>', '只能一次，最长一年；到期自动恢复计时')}
${reason('挂账理由')}
${go('申请挂账', '提交中')}`, { cmd: 'hold' }),
	resume: () => act('恢复办理', 'play', `${reason('为什么提前恢复')}
${go('恢复办理', '恢复中')}`, { cmd: 'resume' }),
	merge: () => act('并入其他案件', 'git-merge', `${field('并入案号', '<input name="into" placeholder="2026-00000" required pattern="[0-9]{4}-[0-9]{5}">', '30 米内同类：2026-27366')}
${go('并入', '并入中')}`, { cmd: 'merge' }),
	voids: () => act('作废', 'ban', `${reason('作废理由', '须由他人批准；案号保留，单独统计')}
${danger('申请作废', '提交中', '作废 2026-27391？', '批准后不能恢复，案号保留，作废数单独列出。')}`, { cmd: 'void', no: 1 }),
	force: () => act('强制结案', 'stamp', `${reason('强制结案理由', '须由他人批准；不计入核查合格')}
${danger('申请强制结案', '提交中', '未经核查就结案？', '这一件会标记“强制结案”，在所有统计里单独列出。')}`, { cmd: 'force', no: 1 }),
	reopen: () => act('重新打开', 'repeat', `${reason('重开理由', '同一处又出现请另报，会记为反弹')}
${go('重新打开', '提交中')}`, { cmd: 'reopen' }),
};

const log = (time, icon, kind, what, more) => `  <li><time>${time}</time><span class="ic${kind && ' ' + kind}">${i(icon)}</span><div><b>${what}</b>${more}</div></li>`;

const reporter = (open) => `<section class="card no-print" aria-labelledby="rep">
  <div class="hd"><h2 id="rep">反映人</h2><span>${i('lock', 's')} 加密保存，责任单位看不到</span></div>
${open ? `  <dl class="kv"><dt>姓名</dt><dd>陈小满</dd><dt>电话</dt><dd>138 0000 5521</dd><dt>答复</dt><dd>办结后短信答复</dd></dl>
  <p class="note soon">${i('eye')}<span>这次查看已记录：14:32，值班长，“回访确认位置”。离开本页后重新遮盖。</span></p>` : `  <dl class="kv"><dt>姓名</dt><dd>陈＊＊</dd><dt>电话</dt><dd>138 ＊＊＊＊ 5521</dd><dt>答复</dt><dd>办结后短信答复</dd></dl>
  <details class="more"><summary>${i('chevron-down')}查看完整信息</summary>
  <form method="post" action="/case/27391/reporter">${secret}
${field('查看事由', '<input name="reason" maxlength="200" required>', '记入日志：谁、何时、为什么，不能删')}
  <button class="btn" data-busy="打开中">${i('eye')}<span data-label>查看</span></button></form></details>`}
  <details class="more"><summary>${i('chevron-down')}谁看过（2 次）</summary>
  <table class="tbl"><caption class="vh">查看记录</caption><thead><tr><th scope="col">时刻</th><th scope="col">岗位</th><th scope="col">事由</th></tr></thead>
  <tbody><tr><td class="nw">11-19 16:38</td><td>受理员 2 席</td><td>核对地点</td></tr><tr><td class="nw">11-19 16:33</td><td>受理员 2 席</td><td>登记</td></tr></tbody></table></details>
</section>`;

const hands = [['h1', 30, '受理台', '9 分'], ['h2', 40, '派遣席', '12 分'], ['h3', 43, '街道待签收', '13 分'], ['h4', 528, '巷口街道处置', '2 小时 39 分'], ['', 359, '核查调度<span class="mut">（正在）</span>', '1 小时 48 分']];
function handBar() {
	let x = 0;
	const bars = hands.map(([c, w]) => { const s = `<rect x="${(x / 10).toFixed(1)}%" width="${(w / 10).toFixed(1)}%" height="16" ${c ? `class="${c}"` : 'fill="url(#hatch)"'}/>`; x += w; return s; });
	return `<svg class="hands" role="img" aria-label="经手用时的比例，数字见下表">
    <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#8a94a3"/><rect width="3" height="6" fill="#b4bdc9"/></pattern></defs>
    ${bars.join('')}</svg>
  <ul class="keys">
${hands.map(([c, , w, t]) => `    <li><svg aria-hidden="true"><rect width="10" height="10" ${c ? `class="${c}"` : 'fill="url(#hatch)"'}/></svg><span>${w}</span><b>${t}</b></li>`).join('\n')}
  </ul>`;
}

const caseBody = (o = {}) => { seq = 0; return `<nav class="crumb" aria-label="位置"><ol><li><a href="/list">案件</a></li><li><a href="/list?saved=today">今日到期</a></li><li>2026-27391</li></ol>
  <a rel="prev" href="/case">${i('chevron-up')}上一件 <kbd>K</kbd></a><a rel="next" href="/case">${i('chevron-down')}下一件 <kbd>J</kbd></a><a class="desk" href="/case/print">${i('printer')}打印督办单</a></nav>
<div class="ttl"><h1>暴露垃圾　浦头港东侧空地</h1>
  <span class="tag soon">${i('chevron-up')}急</span>${tag('info', 'circle-dot', '待核查')}<span class="tag">网格巡查</span>
  <span class="mut sm">案号 2026-27391　类 06010</span>
  <p class="jump">${soon('还剩 2 小时 12 分')}<a class="btn s" href="#next">${i('arrow-right')}下一步</a></p></div>
${o.flash ? `<p class="note done" role="status">${i('circle-check')}<span>已指定核查人：核查员 岗位 03。核查时限 4 工作时，今天 16:44 到期。</span></p>` : ''}
${o.oops || ''}
<div class="two">
<div>
<section class="card" aria-labelledby="scene">
  <div class="hd"><h2 id="scene">现场情况</h2><span>发现时刻 11-19 16:31</span></div>
  <p class="lead">空地堆放装修弃料与生活垃圾约 6 m²，靠近浦头港步道入口，距最近垃圾桶 38 m。</p>
  <p class="empty thin">${i('image-off')}此小类不需照片：由核查人到场确认，不要求单位举证拍照。</p>
</section>
<section class="card" aria-labelledby="where">
  <div class="hd"><h2 id="where">地点</h2><span>CGCS2000</span></div>
  <dl class="kv"><dt>街道社区</dt><dd>巷口街道 浦头社区</dd><dt>位置</dt><dd>浦头港东侧空地，步道口旁</dd><dt>坐标</dt><dd>117.6713, 24.5102　<span class="mut">±8 米，手机定位（WGS-84）</span></dd>
  <dt>附近</dt><dd><a href="/list?near">近 90 天 30 米内同类 2 件</a></dd>
  <dt>重复</dt><dd>未整改期间又发现 <b>1</b> 次　结案后反弹 <b>0</b> 次</dd></dl>
</section>
<section class="card" aria-labelledby="past">
  <div class="hd"><h2 id="past">经过</h2><span>${i('lock', 's')} 已封存至第 1 284 306 条</span></div>
  <ol class="log">
${log('10:31', 'shuffle', 'now', '指定核查人', '核查员 岗位 03；非发现人、非处置单位')}
${log('10:14', 'check', 'done', '反馈处置完成', '巷口街道办事处：“清运 1 车，冲洗地面，垃圾桶移至岗亭旁。”')}
${log('11-19 17:05', 'user-check', '', '签收', '巷口街道办事处（派遣后 13 分）')}
${log('11-19 16:52', 'send', '', '派遣', '主办 巷口街道办，协办 区环卫中心；责任清单第 214 行')}
${log('11-19 16:40', 'file-check', '', '立案', '06010 暴露垃圾；立案条件“裸露面积 ≥ 1 m²”')}
${log('11-19 16:31', 'flag', '', '发现', '网格巡查，监督员 岗位 07')}
  </ol>
  <form class="no-print" method="post" action="/case/27391/note">${secret}
    <div class="f"><label for="say">写一条说明 <i>所有经手单位可见，不改变时限</i></label><textarea id="say" name="note" rows="2" maxlength="1000" required></textarea></div>
    <button class="btn" data-busy="添加中">添加说明</button></form>
</section>
</div>
<div>
<section class="card due-box soon" aria-labelledby="due">
  <div class="hd"><h2 id="due">核查时限</h2><span>限 4 工作时</span></div>
  <p class="fig">还剩 <b>2</b> 小时 <b>12</b> 分</p>
  <p class="mut">今天 16:44 到期</p>
  <progress class="soon" max="240" value="108" aria-label="核查时限已用 1 小时 48 分，共 4 小时"></progress>
  <details class="more" open><summary>${i('chevron-down')}为什么是这个时限</summary>
  <table class="sum"><caption class="vh">时限怎么算出来的</caption>
  <tbody><tr><th scope="row">起算</th><td>10:14 单位反馈处置完成</td><td></td></tr>
  <tr><th scope="row">上午</th><td>10:14–12:00</td><td>1 小时 46 分</td></tr>
  <tr class="not"><th scope="row">午休</th><td>12:00–14:30</td><td>不计</td></tr>
  <tr><th scope="row">下午</th><td>14:30–16:44</td><td>2 小时 14 分</td></tr></tbody>
  <tfoot><tr><th scope="row">合计</th><td></td><td>4 小时 00 分</td></tr></tfoot></table>
  <p class="hint">芗城区核查时限表 2026-01 版第 7 行；工作日历 2026（国务院办公厅通知），上班 08:00–12:00、14:30–17:30。</p></details>
  <div class="ft"><span>${tag('done', 'circle-check', '处置已按期')}</span><span>应 11:22，实 10:14，提前 1 小时 08 分</span></div>
</section>
<section class="card no-print" aria-labelledby="next">
  <div class="hd"><h2 id="next" tabindex="-1">下一步</h2><span>以值班长身份可做 7 项</span></div>
  <div class="acts">
${[acts.check(true), acts.draw(), acts.rework(), acts.hold(), acts.merge(), acts.voids(), acts.force()].join('\n')}
  </div>
  <p class="tip">${i('info')}<span>单位反馈不能直接结案：须由发现人、处置人以外的人到场核查。延期只能在超期前申请，处置已完成，本件不再可延。</span></p>
</section>
<section class="card" aria-labelledby="chain">
  <div class="hd"><h2 id="chain">责任链</h2><span>按发现时刻 11-19 16:31</span></div>
  <table class="chain"><caption class="vh">发现时刻的责任单位和岗位</caption><tbody>
  <tr class="main1"><th scope="row">主办</th><td>巷口街道办事处</td><td>分管领导（岗位）</td></tr>
  <tr><th scope="row">协办</th><td>区环卫中心</td><td>作业一班（岗位）</td></tr>
  <tr><th scope="row">社区</th><td>浦头社区</td><td>350602004014</td></tr></tbody></table>
  <p class="hint">责任清单 2026-03 版第 214 行：06010 暴露垃圾 × 巷口街道；依据 芗城区创城责任分工。</p>
</section>
<section class="card" aria-labelledby="hands">
  <div class="hd"><h2 id="hands">经手用时</h2><span>合计 <b>5 小时 01 分</b>（工作时）</span></div>
  ${handBar()}
</section>
${reporter(o.seen)}
</div>
</div>
<p class="print foot-print">数据截至 2026-11-20 14:32　封存至第 1 284 306 条　根 7F3A 92C1 5E08 D4B6　演示数据</p>`; };

const actsBody = () => { seq = 0; return `<div class="ttl"><h1>各步骤的表单</h1><span class="mut">每条命令一张，只列此刻可做的；全部收起时是一排按钮</span></div>
<div class="two"><div>${['收件', '派遣与处置'].map((h, n) => `
<section class="card" aria-labelledby="g${n}"><h2 id="g${n}">${h}</h2><div class="acts">
${(n ? ['dispatch', 'take', 'done', 'back', 'extend', 'extok', 'hold', 'resume'] : ['accept', 'file', 'refuse', 'merge', 'voids']).map((k) => acts[k]().replace('<details class="act', '<details open class="act')).join('\n')}
</div></section>`).join('')}</div>
<div><section class="card" aria-labelledby="g3"><h2 id="g3">核查与结案</h2><div class="acts">
${['draw', 'check', 'rework', 'force', 'reopen'].map((k) => acts[k]().replace('<details class="act', '<details open class="act')).join('\n')}
</div></section>
<section class="card due-box late" aria-labelledby="d1"><div class="hd"><h2 id="d1">处置时限（超期）</h2><span>限 1 工作日</span></div><p class="fig">超 <b>6</b> 小时</p><p class="mut">今天 08:32 到期　超期已记录，免责申请不改变这一事实</p><progress class="late" max="1" value="1" aria-label="时限已用完"></progress></section>
<section class="card due-box done" aria-labelledby="d2"><div class="hd"><h2 id="d2">处置时限（按期）</h2><span>限 4 工作时</span></div><p class="fig">按期，提前 <b>1</b> 小时</p><progress class="done" max="4" value="3" aria-label="用了 3 小时，共 4 小时"></progress></section>
<section class="card due-box" aria-labelledby="d3"><div class="hd"><h2 id="d3">处置时限（挂账）</h2><span>限 5 工作日</span></div><p class="fig">已挂账</p><p class="mut">停表至 2026-12-05，到期自动恢复，恢复后还剩 3 个工作日</p><progress max="5" value="2" aria-label="用了 2 个工作日，共 5 个"></progress></section>
${reporter(true)}</div></div>`; };

/* ---- report ------------------------------------------------------------------------------ */

const tiles = [['06010', 'trash-2', '暴露垃圾'], ['01034', 'construction', '道路破损'], ['06021', 'store', '店外经营'], ['06013', 'files', '非法小广告'], ['01005', 'disc-3', '井盖异常'], ['06031', 'bike', '非机动车乱停']];
const reportBody = (o = {}) => `<div class="narrow">
<div class="ttl"><h1>上报问题</h1><span class="mut sm">不到一分钟，三项必填</span></div>
<ol class="steps" aria-label="三步" data-done="（已填）"><li><b>1</b><a href="#s1">是什么</a></li><li><b>2</b><a href="#s2">在哪里</a></li><li><b>3</b><a href="#s3">说明并提交</a></li></ol>
${o.bad ? `<div class="oops" role="alert" tabindex="-1">${i('circle-alert')}<div><h2>还有 2 处要改</h2>
  <ul><li><a href="#place">街道社区：选一个，或填坐标</a></li><li><a href="#text">说明：写至少 4 个字，让处置单位找得到</a></li></ul></div></div>` : ''}
${o.dup ? `<div class="card" role="alert"><div class="hd"><h2>${i('circle-alert')} 30 米内有 1 件同类还没整改</h2></div>
  <table class="tbl stack"><caption class="vh">可能是同一处的案件</caption><thead><tr><th scope="col">案号</th><th scope="col">地点</th><th scope="col">环节</th><th scope="col" class="n">距离</th></tr></thead>
  <tbody><tr><th scope="row"><a href="/case">2026-27391</a></th><td>浦头港东侧空地</td><td><span class="dot full">待核查</span></td><td class="n">12 米</td></tr></tbody></table>
  <div class="row mt"><button class="btn pri" form="rp" name="same" value="27391">就是这一处，记一次又发现</button><button class="btn" form="rp" name="anyway" value="1">不是同一处，另报一件</button></div></div>` : ''}
<form id="rp" method="post" action="/report">${secret}
<section class="card" id="s1" aria-labelledby="w1">
  <div class="hd"><h2 id="w1">是什么</h2><span>按本社区近来常见排列</span></div>
  <fieldset class="f"><legend class="vh">小类</legend>
  <div class="tiles">
${tiles.map(([c, ic, w], n) => `    <label><input type="radio" name="class" value="${c}"${n === 0 ? ' checked' : ''} required><span>${i(ic)}${w}</span></label>`).join('\n')}
  </div></fieldset>
  <details class="more"><summary>${i('chevron-down')}全部小类</summary>
    <div class="opt"><label><input type="radio" name="class" value="other" id="other">在下面的列表里选</label></div>
    <div class="f"><label for="all">全部 403 个小类</label><select id="all" name="class_all" data-ticks="other"><option value="">未选</option><optgroup label="01 市政公用设施"><option value="01005">01005 雨水井盖</option><option value="01034">01034 道路</option></optgroup><optgroup label="06 市容环境"><option value="06010">06010 暴露垃圾</option><option value="06011">06011 积存垃圾渣土</option></optgroup></select>
    <span class="hint">涉及个人的不文明行为只计数，不立案，不在此列。</span></div></details>
  <p class="tip">${i('image-off')}<span>这一版不收照片，写清看到了什么就行。</span></p>
</section>
<section class="card" id="s2" aria-labelledby="w2">
  <div class="hd"><h2 id="w2">在哪里</h2><span>选社区，或填坐标</span></div>
  <div class="row"><button type="button" class="btn js-only" data-geo data-wait="正在定位" data-ok="已定位，误差约 {0} 米" data-fail="没有定位成功：浏览器未允许或信号弱。请选社区并写清位置。">${i('locate-fixed')}用我的位置</button><p class="sm mut" role="status" data-geo-say></p></div>
  <div class="f mt"><label for="place">街道社区</label><select id="place" name="place"${o.bad ? ' aria-invalid="true" aria-describedby="place-e"' : ''}><option value="">未选</option><optgroup label="巷口街道"><option${o.bad ? '' : ' selected'}>浦头社区</option><option>大同社区</option></optgroup><optgroup label="西桥街道"><option>延安社区</option></optgroup></select>${o.bad ? `<span class="err" id="place-e">${i('circle-alert', 's')}选一个社区，或在下面填坐标</span>` : ''}</div>
  <div class="f"><label for="spot">位置</label><input id="spot" name="spot" maxlength="120" required value="${o.bad ? '' : '浦头路 126 号旁'}" aria-describedby="spot-h"><span class="hint" id="spot-h">路名门牌或旁边的标志，例：浦头路 126 号旁</span></div>
  <details class="more"><summary>${i('chevron-down')}填坐标</summary>
  <div class="cols keep"><div class="f"><label for="lon">经度</label><input id="lon" name="lon" inputmode="decimal" placeholder="117.6713"></div>
  <div class="f"><label for="lat">纬度</label><input id="lat" name="lat" inputmode="decimal" placeholder="24.5102"></div></div>
  <div class="f"><label for="src">坐标从哪里来</label><select id="src" name="src"><option value="wgs84-device">本机定位（WGS-84）</option><option value="typed">手工填写（CGCS2000 / WGS-84）</option><option value="gcj02">高德、腾讯、微信（GCJ-02）</option></select></div>
  <input type="hidden" name="acc" value=""></details>
</section>
<section class="card" id="s3" aria-labelledby="w3">
  <h2 id="w3">说明并提交</h2>
  <div class="f"><label for="text">看到了什么</label><textarea id="text" name="text" rows="3" maxlength="1000" required${o.bad ? ' aria-invalid="true" aria-describedby="text-e"' : ''}>${o.bad ? '垃圾' : ''}</textarea>${o.bad ? `<span class="err" id="text-e">${i('circle-alert', 's')}写至少 4 个字，让处置单位找得到</span>` : ''}</div>
  <details class="more"${o.call ? ' open' : ''}><summary>${i('chevron-down')}代群众登记：来源和反映人</summary>
  <div class="cols"><div class="f"><label for="from">来源</label><select id="from" name="from"><option>网格巡查</option><option>12345</option><option>随手拍</option><option>市级反馈</option></select></div>
  <div class="f"><label for="told">来源单号 <i>可不填</i></label><input id="told" name="told" maxlength="40"></div>
  <div class="f"><label for="rname">反映人姓名 <i>可不填</i></label><input id="rname" name="rname" maxlength="40" autocomplete="off"></div>
  <div class="f"><label for="rtel">电话 <i>可不填</i></label><input id="rtel" name="rtel" type="tel" maxlength="20" autocomplete="off"></div></div>
  <p class="tip">${i('lock')}<span>姓名和电话加密保存，责任单位看不到；每次查看都留记录。不要写进上面的说明里。</span></p></details>
  <button class="btn pri w mt" data-busy="提交中">${i('send')}<span data-label>提交</span></button>
</section>
</form></div>`;

const doneBody = `<div class="narrow"><div class="ttl"><h1>已上报</h1></div>
<div class="got" role="status">${i('circle-check', 'l')}<p>受理号</p><b>2026-S-04417</b><p>暴露垃圾，浦头路 126 号旁，巷口街道 浦头社区</p></div>
<div class="card"><h2>接下来</h2><ol class="num"><li>受理员核实，<b>今天 16:32</b> 前决定是否立案，立案后才有案号</li><li>立案后派给巷口街道办事处，按 4 工作时计</li><li>做完由别人到场核查，才算结案</li></ol>
<div class="row"><a class="btn pri" href="/report">${i('plus')}再报一件</a><a class="btn" href="/case">看这一件</a></div></div></div>`;

/* ---- seal -------------------------------------------------------------------------------- */

const batches = [['1 284 251', '1 284 306', 56, '14:31:40', '7F3A92C15E08D4B6', 'A04C7719E2530F8B'], ['1 284 190', '1 284 250', 61, '14:30:41', 'A04C7719E2530F8B', '19D27B60C4418E3A'], ['1 284 187', '1 284 189', 3, '14:29:40', '19D27B60C4418E3A', '5B81F00E9A6C27D4'], ['1 284 102', '1 284 186', 85, '14:28:41', '5B81F00E9A6C27D4', 'E7305A8C1B9F64D2'], ['1 284 061', '1 284 101', 41, '14:27:40', 'E7305A8C1B9F64D2', '30C6D9F2874EA15B'], ['1 283 978', '1 284 060', 83, '14:26:41', '30C6D9F2874EA15B', 'C91E4470BB25D38F']];
const spaced = (h) => h.match(/.{4}/g).join(' ');
const sealBody = `<div class="ttl"><h1>封存记录</h1><span class="mut">每一步都是一条记录，成批封存，改一条就对不上</span></div>
<dl class="figs">
  <div class="card"><dt>已封存至</dt><dd><b>第 1 284 306 条</b><small>14:31:40，第 21 877 批</small></dd></div>
  <div class="card"><dt>待封存</dt><dd><b>4 条</b><small>最早 14:31:58，不超过 60 秒</small></dd></div>
  <div class="card"><dt>最近一次全量验证</dt><dd><b>${i('circle-check', 'l')} 一致</b><small>今天 03:00，至第 1 281 940 条</small></dd></div>
  <div class="card"><dt>已依法清除内容</dt><dd><b>12 条</b><small>指纹保留，链不断</small></dd></div>
</dl>
<div class="two"><div>
<section class="card flat" aria-labelledby="bt">
  <div class="hd"><h2 id="bt">批次</h2><form class="with" method="get" action="/seal"><input name="at" inputmode="numeric" aria-label="跳到第几条" placeholder="第几条"><button class="btn s">跳到</button></form></div>
  <table class="tbl stack"><caption class="vh">封存批次，新的在前</caption>
  <thead><tr><th scope="col">位置</th><th scope="col" class="n">条数</th><th scope="col">时刻</th><th scope="col">根（前 16 位）</th><th scope="col">上一批的根</th></tr></thead>
  <tbody>
${batches.map(([a, b, n, t, r, p]) => `  <tr><th scope="row" class="nw"><a href="/seal/21877">${a} – ${b}</a></th><td class="n" data-th="条数">${n}</td><td class="nw" data-th="时刻"><time>${t}</time></td><td class="hash" data-th="根">${spaced(r)}</td><td class="hash mut" data-th="上一批">${spaced(p)}</td></tr>`).join('\n')}
  </tbody></table>
</section>
<div class="under"><nav class="pager" aria-label="翻页"><span>新的 6 批</span><a class="btn s" rel="next" href="/seal?before=1283978">更早</a></nav></div>
</div><div>
<section class="card" aria-labelledby="now"><div class="hd"><h2 id="now">当前的根</h2><span>抄下来，日后好比</span></div>
  <p class="hash">7F3A 92C1 5E08 D4B6 0A77 C3E9 41D2 8B5F 6601 E3AC 9D70 24F8 B512 0C9E 73AA 58D1</p>
  <p class="hint">SHA-256；根 = 本批默克尔树根与上一批的根连在一起再取指纹</p></section>
<section class="card" aria-labelledby="vf"><h2 id="vf">怎样自己验证</h2>
  <ol class="num"><li>下载下面的导出：每行一条记录的指纹和位置，不含内容</li>
  <li>在任何一台机器上运行验证程序，它会指出第一条对不上的记录<code class="cmd" tabindex="0">duban verify --export seal.jsonl</code></li>
  <li>把算出的根与早先抄下或公布的根比较，相同就是没有改过</li></ol>
  <p class="hint">格式写在 docs/seal.md，另有一百行的独立验证程序。</p></section>
<section class="card" aria-labelledby="ex"><h2 id="ex">导出</h2>
  <form method="get" action="/seal/export"><div class="cols keep"><div class="f"><label for="p1">从第</label><input id="p1" name="from" inputmode="numeric" value="1283978" required></div><div class="f"><label for="p2">到第</label><input id="p2" name="to" inputmode="numeric" value="1284306" required></div></div>
  <button class="btn w">${i('download')}下载 329 条的导出</button></form></section>
</div></div>
<p class="print foot-print">数据截至 2026-11-20 14:32　封存至第 1 284 306 条　演示数据</p>`;

/* ---- errors, me -------------------------------------------------------------------------- */

const fault = (icon, title, text, buttons, code, kept = '') => `<div class="card fault">${i(icon)}<h1>${title}</h1>
${text.map((t) => `<p>${t}</p>`).join('\n')}
<div class="row">${buttons}</div>
<dl class="kv">${kept}<dt>编号</dt><dd><code>0192f0c4-7a31</code>　报修时请提供</dd><dt>状态</dt><dd>${code}　2026-11-20 14:32:07</dd></dl></div>`;
const back = `<a class="btn pri" href="/list">回案件列表</a>`;
const errors = {
	'error-403': ['lock', '这一步不归现在的岗位', ['“派遣”由派遣员或值班长做，您现在的岗位是监督员。', '有别的岗位可在右上角切换；确需权限，找本单位安全管理员。'], back, '403'],
	'error-404': ['search', '没有这一页', ['案号写错，或这一件不在您的范围内。范围外的案件按“没有”处理。'], `${back}<a class="btn" href="/list?q=">按地点查找</a>`, '404'],
	'error-409': ['refresh-cw', '有人先改了这一件', ['14:31 派遣员（岗位 2）已把 2026-27391 派给巷口街道办事处，您看到的是改之前的样子。', '您刚填的没有保存，原样留在下面，可以拷走；请看过最新状态再决定。'], `<a class="btn pri" href="/case">看最新的 2026-27391</a>${back.replace(' pri', '')}`, '409', '<dt>您刚填的</dt><dd>派遣：巷口街道办事处，城管办值班岗；协办：区环卫中心</dd>'],
	'error-500': ['triangle-alert', '程序出错了', ['这一步没有做成，数据没有改动。错误已记入日志。', '可以再试一次；仍不行，把下面的编号告诉系统管理员。'], '<a class="btn pri" href="/list">再试一次</a>', '500'],
	'error-503': ['hourglass', '现在太忙，请稍等', ['请求排队已满，这一步没有做。10 秒后再试，按原内容重发不会重复登记。'], '<a class="btn pri" href="/list">再试一次</a>', '503，10 秒后可重试'],
};
const meBody = `<div class="narrow"><div class="ttl"><h1>我的</h1></div>
<div class="card"><dl class="kv"><dt>姓名</dt><dd>林某</dd><dt>账号</dt><dd>zhiban</dd><dt>上次登录</dt><dd>今天 08:01，10.8.0.14</dd></dl></div>
<div class="card"><form method="post" action="/me/post">${secret}<div class="f"><label for="post">现在的岗位</label><div class="with"><select id="post" name="post"><option>值班长（区创城指挥中心）</option><option>派遣员（区创城指挥中心）</option></select><button class="btn">换</button></div></div></form>
<form method="post" action="/me/view">${secret}<div class="f"><label for="size">字号</label><div class="with"><select id="size" name="size"><option>标准</option><option>大（125 %）</option><option>特大（150 %）</option></select><button class="btn">改</button></div></div></form></div>
<div class="row"><form method="post" action="/me/lang">${secret}<button class="btn" name="lang" value="en" lang="en">${i('languages')}English</button></form><a class="btn" href="/me/password">${i('key-round')}改密码</a><form method="post" action="/logout">${secret}<button class="btn">${i('log-out')}退出登录</button></form></div></div>`;

/* ---- /style ------------------------------------------------------------------------------ */

const sw = (list) => `<ul class="sw">${list.map(([n, v, r]) => `<li><svg aria-hidden="true"><rect width="100%" height="100%" fill="${v}"/></svg><span><b>${n}</b>${v}<br><span class="mut">${r}</span></span></li>`).join('')}</ul>`;
const states = [['常态', ''], ['悬停', ' is-hover'], ['焦点', ' is-focus'], ['按下', ' is-down'], ['不可用（附原因）', ' is-off'], ['进行中', ' is-busy']];
const btnRow = (w, ic, k) => `<tr><th scope="row">${w}</th>${states.map(([, s]) => `<td><button type="button" class="btn${k}${s}"${s === ' is-off' ? ' disabled' : ''}>${i(s === ' is-busy' ? 'loader' : ic)}${s === ' is-busy' ? '提交中' : w}</button></td>`).join('')}</tr>`;
const icons = readFileSync(join(here, '../icons/list.txt'), 'utf8').split('\n').filter((s) => s && !s.startsWith('#'));
const srow = (name, cls, o = {}) => `<tr class="${cls}"><td class="mut">${name}</td><td class="k"><label><input type="checkbox"${cls === 'on' ? ' checked' : ''} aria-label="选中（${name}）"></label></td><td class="no"><a href="/case">2026-27402</a>${o.n ? '<span class="new">新</span>' : ''}</td><td class="due">${o.e ? '未设时限' : left('还剩 2 小时 58 分')}</td><td class="cls">公益性宣传品缺损</td><td class="at"><span>东铺头</span>瑞京路围挡</td><td class="st"><span class="dot wait">待派遣</span></td><td class="upd">${o.v ? `${i('eye', 's')} 刚看过` : o.e ? '—' : '13:02'}</td></tr>`;
const styleBody = `<div class="ttl"><h1>界面样式</h1><span class="mut">第 1 版　2026-11-20</span></div>
<div class="sg">
<section class="card c8" aria-labelledby="c1"><h2 id="c1">颜色</h2>
${sw([['正文 ink', '#1b2430', '15.7 : 1'], ['次要 muted', '#566273', '6.2 : 1'], ['输入边框', '#8a94a3', '3.1 : 1'], ['分隔线', '#dde2e9', '—'], ['页面', '#f3f5f8', '—'], ['主色、链接', '#1a5fb4', '6.3 : 1'], ['主色按下', '#134a8e', '8.8 : 1'], ['选中底', '#e9f1fb', '13.7 : 1'], ['导航', '#1f3a5f', '11.5 : 1'], ['看过的案号', '#5b3f8c', '7.7 : 1'], ['红：仅超期、红头', '#b3261e', '6.5 : 1'], ['焦点', '#ffbf00', '3 px，内 2 px 深色']])}
<p class="mut sm mt">状态色：必带词和图标</p>
<div class="row">${late('超 2 天')}${soon('还剩 5 小时')}${tag('done', 'circle-check', '已结案')}${tag('info', 'circle-dot', '待核查')}${left('还剩 3 天')}${tag('', 'circle-pause', '已挂账')}${tag('info', 'scale', '超 6 小时，已申诉')}</div>
<p class="mut sm">7.7　6.6　6.8　7.8　8.0 : 1</p></section>
<section class="card c4 dark" aria-labelledby="c2"><h2 id="c2">墙面（大屏，以后）</h2>
${sw([['墙面底', '#0c1a2b', '—'], ['块', '#122338', '—'], ['文字', '#eaf2ff', '15.6 : 1'], ['次要', '#9fb3cc', '8.2 : 1'], ['到期、目标', '#ffb74d', '10.1 : 1'], ['超期', '#ff8a80', '7.7 : 1'], ['向好', '#81c784', '8.7 : 1'], ['主数据', '#4fc3f7', '8.7 : 1']])}</section>
<section class="card c6" aria-labelledby="c3"><h2 id="c3">字号</h2><table class="st"><caption class="vh">字号</caption><tbody>
<tr><td class="t-fig">还剩 5 小时</td><th scope="row">36，时限数字</th></tr><tr><td class="t-1">还剩 5 小时</td><th scope="row">20 / 28，页面标题 h1</th></tr><tr><td class="t-2">还剩 5 小时</td><th scope="row">15 / 24，区块标题 h2</th></tr><tr><td>还剩 5 小时</td><th scope="row">14 / 22，正文、表单</th></tr><tr><td class="t-t">还剩 5 小时</td><th scope="row">13.5 / 20，表格</th></tr><tr><td class="sm">还剩 5 小时</td><th scope="row">12.5 / 18，表头、说明（最小 12）</th></tr></tbody></table>
<p class="hint">手机：正文 17，说明 14.5，条目标题 18。两种粗细：400、700。</p>
<p class="mut sm mt">间距 4 8 12 16 20 24 32；圆角 4 标签、6 控件、8 卡片、胶囊；卡片只用 1 px 线</p>
<svg width="300" height="34" aria-hidden="true">${[4, 8, 12, 16, 20, 24, 32].map((n, k) => `<rect x="${k * 42}" y="${34 - n}" width="${n}" height="${n}" fill="#b4c7e3"/>`).join('')}</svg>
<svg width="340" height="38" aria-hidden="true">${[4, 6, 8, 18].map((r, k) => `<rect x="${k * 84 + 1}" y="1" width="72" height="36" rx="${r}" fill="#fff" stroke="#8a94a3"/>`).join('')}</svg></section>
<section class="card c6" aria-labelledby="c4"><h2 id="c4">输入</h2><div class="cols">
<div class="f"><label for="i1">地点</label><input id="i1" value="浦头路 126 号"></div>
<div class="f"><label for="i2">小类</label><input id="i2" class="is-focus" value="暴露垃圾"><span class="hint">06010，限 4 工作时</span></div>
<div class="f"><label for="i3">退回理由</label><input id="i3" value="不归我管" aria-invalid="true" aria-describedby="i3e"><span class="err" id="i3e">${i('circle-alert', 's')}请选责任清单的行，不能只写理由</span></div>
<div class="f"><label for="i4">案号</label><input id="i4" value="2026-27391" readonly aria-describedby="i4h"><span class="hint" id="i4h">不可改</span></div>
<div class="f"><label for="i7">不可用</label><input id="i7" value="未到这一步" disabled><span class="hint">先派遣，才能签收</span></div>
<div class="f"><label for="i5">区域</label><select id="i5"><option>巷口、西桥</option></select></div>
<fieldset class="f"><legend>核查结果</legend><div class="opt"><label><input type="radio" name="i6" checked>通过</label><label><input type="radio" name="i6">未通过</label><label><input type="checkbox" checked>留照片</label></div></fieldset>
<div class="all oops">${i('circle-alert')}<div><h2>还有 1 处要改</h2><ul><li><a href="#i3">退回理由：请选责任清单的行</a></li></ul></div></div></div></section>
<section class="card" aria-labelledby="c5"><h2 id="c5">按钮</h2><div class="wrap" tabindex="0" role="group" aria-labelledby="c5"><table class="st"><caption class="vh">按钮的状态</caption><thead><tr><td></td>${states.map(([w]) => `<th scope="col">${w}</th>`).join('')}</tr></thead><tbody>
${btnRow('派遣', 'send', ' pri')}${btnRow('退回', 'undo-2', '')}${btnRow('作废', 'ban', ' no')}</tbody></table></div>
<p class="row mt"><button type="button" class="btn s">小按钮</button><button type="button" class="btn ln">像链接的按钮</button><button type="button" class="btn no" data-confirm="作废 2026-27391？" data-more="作废后不能恢复，案号保留。" data-yes="作废" data-no="再看看">${i('ban')}会先问一句</button></p></section>
<section class="card" aria-labelledby="c6"><h2 id="c6">表格行</h2><div class="wrap" tabindex="0" role="group" aria-labelledby="c6"><table class="list still"><caption class="vh">案件行的状态</caption><thead class="vh"><tr><th scope="col">状态</th><th scope="col">选</th><th scope="col">案号</th><th scope="col">时限</th><th scope="col">小类</th><th scope="col">地点</th><th scope="col">环节</th><th scope="col">更新</th></tr></thead><tbody>
${srow('常态', '')}${srow('悬停', 'is-hover')}${srow('键盘焦点', 'cur')}${srow('已选', 'on')}${srow('刚看过', 'vis', { v: 1 })}${srow('新到', '', { n: 1 })}${srow('空值', '', { e: 1 })}</tbody></table></div>
<p class="row mt">环节：<span class="dot wait">待派遣</span><span class="dot half">处置中</span><span class="dot full">待核查</span><span class="dot back">返工</span><span class="dot hold">延期待批</span><span class="dot end">已结案</span><span class="dot void">已作废</span>　优先：${prio[0]}${prio[1]}${prio[2]}</p></section>
<section class="card c6" aria-labelledby="c7"><h2 id="c7">提示</h2>
<p class="note">${i('info')}<span>本页显示的是 14:30 的数据。<a href="/style">刷新</a></span></p><p class="note soon">${i('triangle-alert')}<span>2027 年放假安排未公布，按周末推算。</span></p><p class="note late">${i('circle-alert')}<span>未保存：网络中断，内容在本机。<a href="/style">重试</a></span></p><p class="note done">${i('circle-check')}<span>已派遣 3 件给东铺头街道办事处。</span></p></section>
<section class="card c6" aria-labelledby="c8"><h2 id="c8">空、载入、出错</h2><div class="cols c3"><div class="empty">${i('inbox')}<b>没有待派遣的案件</b>最近一件 14:30 派遣</div><div class="empty skel" role="img" aria-label="载入中"><i></i><i></i><i></i><i></i></div><div class="empty">${i('triangle-alert')}<b>列表没有取到</b><a class="btn s" href="/style">再试一次</a></div></div>
<p class="empty thin mt">${i('image-off')}此小类不需照片</p></section>
<section class="card c6" aria-labelledby="c9"><h2 id="c9">时限</h2><table class="tbl stack"><caption class="vh">时限的写法</caption><tbody>
<tr><td>${left('还剩 3 天')}</td><td>剩余多于三分之一</td><td><progress max="10" value="3" aria-label="已用三成"></progress></td></tr>
<tr><td>${soon('还剩 5 小时')}</td><td>少于三分之一或当日到期</td><td><progress class="soon" max="10" value="8" aria-label="已用八成"></progress></td></tr>
<tr><td>${late('超 2 天')}</td><td>超期后不停表</td><td><progress class="late" max="1" value="1" aria-label="已用完"></progress></td></tr>
<tr><td>${tag('', 'circle-pause', '已挂账')}</td><td>停表至 12-05，需审批</td><td><progress max="10" value="5" aria-label="已用五成"></progress></td></tr>
<tr><td>${tag('done', 'circle-check', '按期，提前 1 小时')}</td><td>已核查通过</td><td><progress class="done" max="10" value="7" aria-label="用了七成"></progress></td></tr></tbody></table></section>
<section class="card c6" aria-labelledby="c10"><h2 id="c10">经手用时、步骤</h2>${handBar()}<hr>
<ol class="steps" aria-label="步骤示例"><li class="ok"><b>1</b>立案<span class="vh">（已过）</span><small>11-19</small></li><li class="ok"><b>2</b>派遣<span class="vh">（已过）</span><small>11-19</small></li><li class="hold" aria-current="step"><b>${i('pause', 's')}</b>处置<small>暂停</small></li><li><b>4</b>核查<small>—</small></li></ol></section>
<section class="card c6" aria-labelledby="c11"><h2 id="c11">筛选、翻页、按键</h2><div class="chips open"><a class="chip" href="/style"><span class="vh">去掉筛选：</span>区域 <b>巷口、西桥</b>${i('x', 's')}</a><a class="chip add" href="/style">${i('plus', 's')}添加筛选</a></div>
<nav class="tabs sg-tabs" aria-label="页签示例"><a href="#c11" aria-current="true">今天 5</a><a href="#c11">本周 11</a><a href="#c11">已交 8</a></nav>
<p class="row"><span><kbd>J</kbd> <kbd>K</kbd> 上下</span><span><kbd>X</kbd> 选择</span><span><kbd>Enter</kbd> 打开</span></p></section>
<section class="card c6" aria-labelledby="c12"><h2 id="c12">手机控件</h2><fieldset class="f"><legend class="vh">合格与否</legend><div class="pf"><label><input type="radio" name="pf1"><span>${i('check')}合格</span></label><label><input type="radio" name="pf1" checked><span class="fail">${i('x')}不合格</span></label></div></fieldset>
<fieldset class="f"><legend class="vh">小类示例</legend><div class="tiles">${tiles.slice(0, 3).map(([c, ic, w], n) => `<label><input type="radio" name="t1" value="${c}"${n ? '' : ' checked'}><span>${i(ic)}${w}</span></label>`).join('')}</div></fieldset></section>
<section class="card" aria-labelledby="c13"><h2 id="c13">图标</h2><ul class="ics">${icons.map((n) => `<li>${i(n)}${n}</li>`).join('')}</ul><p class="hint">Lucide，线宽 1.75，13 / 16 / 18 / 20 / 24；旁边总有词。</p></section>
</div>`;

/* ------------------------------------------------------------------------------------------ */

const pages = {
	login: sheet({ title: '登录', body: loginForm(false) }),
	'login-bad': sheet({ title: '登录', body: loginForm(true) }),
	list: shell({ title: '案件', at: 'list', filter: '', cls: 'p-list', body: listBody(rows) }),
	'list-empty': shell({ title: '案件', at: 'list', filter: '待我派遣', cls: 'p-list', body: emptyBody }),
	filter: shell({ title: '筛选案件', at: 'list', body: filterBody }),
	case: shell({ title: '2026-27391 暴露垃圾', at: 'list', filter: '今日到期', body: caseBody() }),
	'case-422': shell({ title: '有 1 处要改 2026-27391', at: 'list', filter: '今日到期', body: caseBody({ oops: `<div class="oops" role="alert" tabindex="-1">${i('circle-alert')}<div><h2>核查没有记下，还有 1 处要改</h2><ul><li><a href="#f1">核查情况：合格也要写一句到场看到了什么</a></li></ul></div></div>` }).replace('id="f1">', 'id="f1" aria-invalid="true" aria-describedby="f1-e">').replace('<span class="hint">合格即结案', `<span class="err" id="f1-e">${i('circle-alert', 's')}写一句到场看到了什么</span><span class="hint">合格即结案`) }),
	acts: shell({ title: '各步骤的表单', at: 'list', body: actsBody() }),
	report: shell({ title: '上报问题', at: 'report', body: reportBody() }),
	'report-422': shell({ title: '有 2 处要改 上报问题', at: 'report', body: reportBody({ bad: true }) }),
	'report-same': shell({ title: '可能是同一处 上报问题', at: 'report', body: reportBody({ dup: true }) }),
	'report-done': shell({ title: '已上报', at: 'report', body: doneBody }),
	seal: shell({ title: '封存记录', at: 'seal', body: sealBody }),
	me: shell({ title: '我的', at: 'me', body: meBody }),
	style: shell({ title: '界面样式', at: 'style', own: '\n<link rel="stylesheet" href="/static/style.css">', body: styleBody }),
};
for (const [name, e] of Object.entries(errors))
	pages[name] = name === 'error-500' || name === 'error-503' ? sheet({ title: e[1], mid: true, body: fault(...e) }) : shell({ title: e[1], body: fault(...e) });
for (const [name, html] of Object.entries(pages))
	writeFileSync(join(here, `${name}.html`), html);

// The promise of 60 KB with 50 rows, tried here rather than believed.
const fifty = shell({ title: '案件', at: 'list', cls: 'p-list', body: listBody(Array.from({ length: 50 }, (_, n) => rows[n % rows.length]), { more: true }) });
console.log(`list of 50 rows: ${Buffer.byteLength(fifty)} bytes`);
if (process.argv[2])
	writeFileSync(join(process.argv[2], 'list-50.html'), fifty);
